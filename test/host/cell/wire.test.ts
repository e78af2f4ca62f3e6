import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CELL_PATH } from "#host/cell/prelude-text.ts";
import { encodeRequest, HEADER_BYTES, replyReader, WHAT, type Reply } from "#host/cell/wire.ts";

const bytesOf = (reply: Reply): Buffer => {
  const request = encodeRequest(reply.id, WHAT.load, Buffer.from(reply.text, "utf8"));
  request.writeUInt32LE(reply.what, 8);
  return request;
};
const reply = fc.record({
  id: fc.nat(0xffff_ffff),
  what: fc.nat(9),
  text: fc.string({ unit: "grapheme", maxLength: 30 }),
});

describe("frames on the pipe", () => {
  it("come out whole, however the pipe cuts them", () => {
    fc.assert(
      fc.property(fc.array(reply, { maxLength: 5 }), fc.array(fc.nat(40)), (replies, cuts) => {
        let rest = Buffer.concat(replies.map(bytesOf));
        const reader = replyReader(1_000);
        const out: Reply[] = [];
        for (const size of [...cuts, rest.length]) {
          const got = reader.read(rest.subarray(0, size));
          if (typeof got === "string") throw new Error(got);
          out.push(...got);
          rest = rest.subarray(size);
        }
        expect(out).toEqual(replies);
      }),
    );
  });

  it("are refused on their header when they say they are longer than the limit", () => {
    const header = encodeRequest(1, WHAT.load, Buffer.alloc(11)).subarray(0, HEADER_BYTES);
    expect(replyReader(10).read(header)).toBe("too_long");
  });

  it("are refused when they are not UTF-8", () => {
    const frame = encodeRequest(1, WHAT.load, Buffer.from([0xff, 0xfe]));
    expect(replyReader(10).read(frame)).toBe("not_utf8");
  });

  it("have the same numbers in the cell, which may import nothing", () => {
    const text = readFileSync(CELL_PATH, "utf8");
    const constant = (name: string): number =>
      Number(new RegExp(`^const ${name} = (\\d+);$`, "m").exec(text)?.[1]);
    expect({
      start: constant("START"),
      load: constant("LOAD"),
      evaluateFresh: constant("EVALUATE_FRESH"),
      evaluateResident: constant("EVALUATE_RESIDENT"),
      usage: constant("USAGE"),
    }).toEqual(WHAT);
    expect(constant("HEADER_BYTES")).toBe(HEADER_BYTES);
  });
});
