import { describe, expect, it } from "vitest";
import type { RefusalCode } from "#host/contract/codes.ts";
import { envelopeText, openEnvelope, type OpenedEnvelope } from "#host/trust/dsse.ts";
import { type Question, type SignedPlugin } from "#host/trust/verified-plugin.ts";
import { codeOf, PLUGIN, risk, signed, signedWith, STRANGER } from "#test/kit/question.ts";
import {
  alice,
  anApproval,
  aRoot,
  bob,
  canonicalText,
  carol,
  flipped,
  mallory,
  rootKey,
  seal,
  sealAs,
  sha256,
  trusted,
  utf8,
} from "#test/kit/signer.ts";

describe("1 authentic", () => {
  const other = { slotVersion: 2, previous: sha256("a") };
  it.for<[attack: string, files: SignedPlugin, code: RefusalCode, question?: Partial<Question>]>([
    ["a payload changed after signing (tampering)", tampered(), "signature_invalid"],
    ["a signature of other bytes", swappedSignature(), "signature_invalid"],
    ["a key that nobody trusts (wrong key)", signed({}, [STRANGER]), "key_unknown"],
    ["a revoked key", signed({}, [carol]), "key_revoked"],
    ["a proposer's key (role confusion)", signed({}, [mallory]), "key_role_wrong"],
    [
      "a paper key for a live slot (wrong environment)",
      signed({}, [bob]),
      "key_environment_wrong",
      { slot: "live.main.BTCUSDT" },
    ],
    [
      "a root in its place (type confusion)",
      signedWith(seal("root", aRoot())),
      "payload_type_wrong",
    ],
    [
      "an approval under a foreign type",
      signedWith(sealAs("application/vnd.in-toto+json", anApproval(), [alice])),
      "payload_type_wrong",
    ],
    [
      "another approval than was asked for",
      signed(other),
      "approval_digest_differs",
      { named: sha256("x") },
    ],
    [
      "a payload that is not canonical",
      signedWith(seal("approval", utf8(` ${canonicalText(anApproval())}`))),
      "payload_not_canonical",
    ],
    [
      "a payload with a key twice",
      signedWith(
        seal("approval", utf8(canonicalText(anApproval()).replace("{", '{"slotVersion":9,'))),
      ),
      "payload_not_canonical",
    ],
    [
      "a payload that is not text",
      signedWith(seal("approval", Uint8Array.from([0x80]))),
      "payload_not_canonical",
    ],
    [
      "a member that nobody knows",
      signedWith(seal("approval", { ...anApproval(), leverage: 100 })),
      "payload_invalid",
    ],
    [
      "a future schema",
      signedWith(seal("approval", { ...anApproval(), schema: "approval/2" })),
      "payload_invalid",
    ],
    ["a slot of another environment", signed({ environment: "live" }), "payload_invalid"],
    [
      "a live approval without reports",
      signed({ slot: "live.main.BTCUSDT", environment: "live" }),
      "payload_invalid",
      { slot: "live.main.BTCUSDT" },
    ],
    [
      "an end before its beginning",
      signed({ expires: "2026-11-18T12:00:00.000Z" }),
      "payload_invalid",
    ],
    [
      "an envelope cut off",
      signedWith(seal("approval", anApproval()).subarray(0, 500)),
      "envelope_invalid",
    ],
    ["an envelope of 300 KiB", signedWith(Buffer.alloc(300_000, 0x20)), "envelope_too_large"],
  ])("%s is refused", ([, files, code, question]) => {
    expect(codeOf(files, question)).toBe(code);
  });

  it("a wrong signature beside a right one is refused: it is evidence of tampering", () => {
    const both = opened(signed({}, [alice, bob]));
    const [first, second] = both.signatures;
    const signatures = [first, { keyid: second?.keyid ?? "", bytes: first?.bytes ?? utf8("") }];
    expect(
      codeOf(
        signedWith(
          utf8(
            envelopeText({ ...both, signatures: signatures.filter((each) => each !== undefined) }),
          ),
        ),
      ),
    ).toBe("signature_invalid");
  });

  it("a right signature beside a stranger's counts", () => {
    expect(codeOf(signed({}, [STRANGER, alice]))).toBe("");
    expect(codeOf(signed({}, [carol, alice]))).toBe("");
  });

  it("two of two: one key twice, or one and a revoked one, are refused", () => {
    const root = trusted(
      aRoot({
        keys: [rootKey(alice), rootKey(bob), rootKey(carol)],
        roles: { release: { keyids: [alice.keyid, bob.keyid, carol.keyid], threshold: 2 } },
        revokedKeys: [carol.keyid],
      }),
      [alice, bob],
    );
    expect(codeOf(signed({}, [alice, bob]), { root })).toBe("");
    expect(codeOf(signed({}, [alice]), { root })).toBe("threshold_not_met");
    expect(codeOf(signed({}, [alice, alice, alice]), { root })).toBe("threshold_not_met");
    expect(codeOf(signed({}, [alice, carol]), { root })).toBe("key_revoked");
  });

  function opened({ envelope }: SignedPlugin): OpenedEnvelope {
    const result = openEnvelope(envelope);
    if (!result.ok) throw new Error(result.refusal.message);
    return result.value;
  }
  function tampered(): SignedPlugin {
    const payload = utf8(canonicalText(anApproval(PLUGIN, risk({ leverageMax: "50" }))));
    return signedWith(utf8(envelopeText({ ...opened(signed()), payload })));
  }
  function swappedSignature(): SignedPlugin {
    const { signatures } = opened(signed(other));
    return signedWith(utf8(envelopeText({ ...opened(signed()), signatures })));
  }
});

describe("every byte of the envelope", () => {
  it("changed in any bit is refused, and never as something harmless", () => {
    const { envelope } = signed();
    const codes = new Map<string, number>();
    for (let at = 0; at < envelope.length; at += 5) {
      const code = codeOf(signedWith(flipped(envelope, at, at % 8)));
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    expect([...codes.keys()].toSorted()).toEqual([
      "envelope_invalid",
      "key_unknown",
      "payload_type_wrong",
      "signature_invalid",
    ]);
  });
});
