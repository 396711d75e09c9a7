// What the tests use of Node, so that the page needs no types of it: with those, setTimeout would be another function everywhere.

declare module "node:test" {
  export function describe(name: string, body: () => void): void;
  export function test(name: string, body: () => void | Promise<void>): void;
  export function beforeEach(body: () => void): void;
}

declare module "node:assert/strict" {
  const assert: {
    equal(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    ok(value: unknown, message?: string): void;
    rejects(promise: Promise<unknown>, expected: { message: string }): Promise<void>;
  };
  export default assert;
}
