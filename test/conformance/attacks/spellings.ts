/** Bytes: torn files, second spellings of one statement, signatures and keys at the edges of the curve. */
import type { PayloadKind } from "#host/contract/envelope.ts";
import { encode, fromLittleEndian, L, littleEndian } from "#test/kit/edwards.ts";
import { putPointer } from "#test/kit/signed-tree.ts";
import {
  alice,
  canonicalText,
  pae,
  rootKey,
  seal,
  sha256,
  SLOT,
  utf8,
  type TestKey,
} from "#test/kit/signer.ts";
import { PAYLOAD_TYPES } from "#host/contract/envelope.ts";
import {
  ask,
  at,
  ID,
  inSigned,
  newRoot,
  REVOCATIONS,
  ROOT,
  secondPath,
  signAgain,
  type Scene,
  type Vector,
} from "./scene.ts";

const half = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, Math.floor(bytes.length / 2));
function torn(
  name: string,
  code: string,
  path: (scene: Scene) => string,
  about?: "revocations",
): Vector {
  return {
    name,
    why: "Half of the file is there, as after a crash of whoever copied it.",
    code,
    attack: (scene) => {
      scene.tree.set(path(scene), half(at(scene, path(scene))));
      if (about !== undefined) ask(scene, { about });
    },
  };
}

const TORN: readonly Vector[] = [
  torn("torn-approval", "envelope_invalid", secondPath),
  torn("torn-pointer", "pointer_invalid", () => `signed/next/${SLOT}.json`),
  torn("torn-root", "envelope_invalid", () => "keys/root.json"),
  torn("torn-revocations", "envelope_invalid", () => REVOCATIONS, "revocations"),
  {
    name: "empty-approval",
    why: "The file is there and empty.",
    code: "envelope_invalid",
    attack: (scene) => void scene.tree.set(secondPath(scene), utf8("")),
  },
];

/** The envelope's own text, changed and not signed: one file, one spelling. */
function envelope(name: string, why: string, change: (text: string) => string): Vector {
  return {
    name,
    why,
    code: "envelope_invalid",
    attack: (scene) => {
      const path = secondPath(scene);
      scene.tree.set(path, utf8(change(Buffer.from(at(scene, path)).toString("utf8"))));
    },
  };
}
const ENVELOPES: readonly Vector[] = [
  envelope("envelope-with-a-byte-more", "A line feed after the end.", (text) => `${text}\n`),
  envelope(
    "envelope-with-a-byte-order-mark",
    "Three bytes before it.",
    (text) => `\u{feff}${text}`,
  ),
  envelope("envelope-with-white-space", "A space that no parser minds.", (text) =>
    text.replace(":", ": "),
  ),
  envelope("envelope-with-a-member-twice", "JSON.parse silently keeps the last one.", (text) =>
    text.replace('"payload":', '"payload":"","payload":'),
  ),
  envelope("envelope-with-a-member-more", "A note that no schema knows.", (text) =>
    text.replace('"payload":', '"note":"","payload":'),
  ),
  envelope("envelope-with-escapes", "A letter written as an escape.", (text) =>
    text.replace("bulkhead", "\\u0062ulkhead"),
  ),
  envelope(
    "envelope-with-loose-base64",
    "Bits behind the end of the base64 that decoders skip.",
    (text) =>
      text.replace(
        /([A-Za-z0-9+/])(={1,2})"/,
        (_, last: string, pad: string) => `${after(last)}${pad}"`,
      ),
  ),
  envelope(
    "envelope-nested-deep",
    "A hundred thousand brackets, to exhaust the reader.",
    () => `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
  ),
];
function after(letter: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  return alphabet[alphabet.indexOf(letter) + 1] ?? "A";
}

/** A payload spelled otherwise and validly signed as it is. */
function payload(
  name: string,
  why: string,
  change: (text: string) => string,
  code = "payload_not_canonical",
): Vector {
  return {
    name,
    why,
    code,
    attack: (scene) => putPayload(scene, utf8(change(canonicalText(scene.second.approval)))),
  };
}
function putPayload(scene: Scene, bytes: Uint8Array, keys: readonly TestKey[] = [alice]): void {
  const digest = sha256(bytes);
  scene.tree.delete(secondPath(scene));
  scene.tree.set(`signed/${ID}/2/approvals/${digest}.json`, seal("approval", bytes, keys));
  inSigned(scene, (signed) =>
    putPointer(signed, "next", { slot: SLOT, id: ID, version: 2, approval: digest }),
  );
}
const PAYLOADS: readonly Vector[] = [
  payload("payload-with-a-member-twice", "Two slots in one approval: which is it for?", (text) =>
    text.replace('"slot":', '"slot":"paper.main.ETHUSDT","slot":'),
  ),
  payload(
    "payload-with-members-reordered",
    "The same value in another order has another digest.",
    (text) => text.replace(/^\{("combiner":\{[^}]*\}),("engine":\{[^}]*\})/, "{$2,$1"),
  ),
  payload("payload-with-minus-zero", "-0 and 0 are one number and two texts.", (text) =>
    text.replace('"fast":8', '"fast":-0'),
  ),
  payload(
    "payload-with-a-lone-surrogate",
    "Half a character, which every library prints differently.",
    (text) => text.replace('"reason":"', '"reason":"\\ud800'),
  ),
  payload("payload-with-escapes", "A letter written as an escape.", (text) =>
    text.replace('"reason":"', '"reason":"\\u0061'),
  ),
  payload("payload-with-a-number-too-large", "2^53 + 1 is read as 2^53.", (text) =>
    text.replace('"fast":8', '"fast":9007199254740993'),
  ),
  payload("payload-with-another-spelling-of-a-number", "8.0 is 8.", (text) =>
    text.replace('"fast":8', '"fast":8.0'),
  ),
  payload("payload-with-bytes-behind-it", "Something after the end.", (text) => `${text}{}`),
  payload("payload-with-a-byte-order-mark", "Three bytes before it.", (text) => `\u{feff}${text}`),
  payload(
    "payload-with-a-member-more",
    "A member that this release does not know could mean anything.",
    (text) => text.replace('"previous":', '"note":"x","previous":'),
    "payload_invalid",
  ),
  payload(
    "environment-against-its-slot",
    "The slot is live, the environment says paper.",
    (text) => text.replace('"slot":"paper.', '"slot":"live.'),
    "payload_invalid",
  ),
];

/** One signature of the second approval, replaced. */
function signature(name: string, why: string, make: (sig: Uint8Array) => Uint8Array): Vector {
  return {
    name,
    why,
    code: "signature_invalid",
    attack: (scene) => {
      const forged: TestKey = { ...alice, sign: (message) => make(alice.sign(message)) };
      signAgain(scene, {}, [forged]);
    },
  };
}
const IDENTITY = encode(1n, 0);
const SIGNATURES: readonly Vector[] = [
  signature(
    "malleable-signature",
    "S + L satisfies the same equation: a second signature nobody made.",
    (sig) =>
      Buffer.concat([sig.subarray(0, 32), littleEndian(fromLittleEndian(sig.subarray(32)) + L)]),
  ),
  signature("signature-with-a-small-order-point", "R is the neutral element.", (sig) =>
    Buffer.concat([IDENTITY, sig.subarray(32)]),
  ),
  signature("signature-a-byte-short", "63 bytes.", (sig) => sig.subarray(0, 63)),
  signature("signature-a-byte-long", "65 bytes, of which some libraries read 64.", (sig) =>
    Buffer.concat([sig, Buffer.of(0)]),
  ),
  signature("signature-of-zeros", "All zeros.", () => new Uint8Array(64)),
  {
    name: "signature-over-the-bare-payload",
    why: "The key signed the payload without its type and length: no binding to what kind of statement it is.",
    code: "signature_invalid",
    attack: (scene) => {
      const bytes = utf8(canonicalText({ ...scene.second.approval, reason: "bare" }));
      const kind: PayloadKind = "approval";
      const head = pae(PAYLOAD_TYPES[kind], bytes).length - bytes.length;
      putPayload(scene, bytes, [
        { ...alice, sign: (message) => alice.sign(message.subarray(head)) },
      ]);
    },
  },
];

function publicKey(name: string, why: string, bytes: Uint8Array): Vector {
  const hex = Buffer.from(bytes).toString("hex");
  return {
    name,
    why,
    code: "public_key_invalid",
    attack: (scene) => {
      const forged = { ...rootKey(alice), keyid: sha256(bytes), publicKey: hex };
      newRoot(scene, { ...ROOT, keys: [...ROOT.keys, forged] });
      ask(scene, { rootFloor: null });
    },
  };
}
const KEYS: readonly Vector[] = [
  publicKey(
    "key-of-small-order",
    "One signature of this key is valid for every message.",
    IDENTITY,
  ),
  publicKey(
    "key-not-in-canonical-form",
    "y + p is a second name of one point.",
    littleEndian(2n ** 255n - 19n + 3n),
  ),
];

export const SPELLING_ATTACKS: readonly Vector[] = [
  ...TORN,
  ...ENVELOPES,
  ...PAYLOADS,
  ...SIGNATURES,
  ...KEYS,
];
