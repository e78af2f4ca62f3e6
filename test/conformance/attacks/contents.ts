/** Which files: mix-and-match, and approvals that allow more than their manifest. */
import { anApproval, aPlugin, flipped, utf8 } from "#test/kit/signer.ts";
import { at, ID, signAgain, type Vector } from "./scene.ts";

export const CONTENT_ATTACKS: readonly Vector[] = [
  {
    name: "bundles-exchanged",
    why: "The bundles of two signed versions were exchanged, every file is validly signed somewhere: mix-and-match.",
    code: "bundle_digest_differs",
    attack: (scene) => {
      const [one, two] = [
        at(scene, `signed/${ID}/1/bundle.js`),
        at(scene, `signed/${ID}/2/bundle.js`),
      ];
      scene.tree.set(`signed/${ID}/1/bundle.js`, two).set(`signed/${ID}/2/bundle.js`, one);
    },
  },
  {
    name: "one-bit-of-the-bundle",
    why: "One bit of the code that would run differs from what was signed: tampering.",
    code: "bundle_digest_differs",
    attack: (scene) => {
      const path = `signed/${ID}/2/bundle.js`;
      scene.tree.set(path, flipped(at(scene, path), 42));
    },
  },
  {
    name: "manifest-exchanged",
    why: "The manifest is another version's: its limits are not those that were signed.",
    code: "manifest_digest_differs",
    attack: (scene) =>
      scene.tree.set(`signed/${ID}/2/manifest.toml`, at(scene, `signed/${ID}/1/manifest.toml`)),
  },
  {
    name: "source-with-one-file-more",
    why: "What a person would read is not what was signed.",
    code: "source_digest_differs",
    attack: (scene) => scene.tree.set(`signed/${ID}/2/source/more.ts`, utf8("export {};\n")),
  },
  {
    name: "params-outside-the-manifest",
    why: "Validly signed with a parameter that the author's bounds do not allow.",
    code: "params_out_of_bounds",
    attack: (scene) => {
      const members = anApproval(aPlugin({ version: 2 })).members.map((member) => ({
        ...member,
        params: { fast: 8, slow: 999 },
      }));
      signAgain(scene, { members });
    },
  },
  {
    name: "risk-wider-than-the-manifest",
    why: "Validly signed with more leverage than the manifest declares.",
    code: "risk_wider_than_manifest",
    attack: (scene) => signAgain(scene, { risk: { ...anApproval().risk, leverageMax: "50" } }),
  },
  {
    name: "instrument-not-in-the-manifest",
    why: "Validly signed for an instrument that the plugin was not made for.",
    code: "instrument_not_in_manifest",
    attack: (scene) => signAgain(scene, { instruments: ["DOGEUSDT"] }),
  },
];
