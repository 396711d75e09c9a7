import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { Address, format, parse, type Place } from "../src/address";
import { Browser } from "./browser";

describe("what stands behind the '#'", () => {
  test("is read as it was written", () => {
    const place: Place = { dataset: "demo-out/igen.igen", episode: 12, step: 0, tab: "coverage", show: "kept" };
    assert.deepEqual(parse(format(place)), place);
    assert.equal(format(place), "#dataset=demo-out/igen.igen&episode=12&step=0&tab=coverage&show=kept");
  });
  test("keeps names with signs of their own whole", () => {
    const place = { dataset: "a&b=c #1+2 %.igen" };
    assert.deepEqual(parse(format(place)), place);
  });
  test("is read with and without the sign", () => assert.deepEqual(parse("episode=3"), parse("#episode=3")));
  test("says nothing where nothing is said", () => {
    assert.deepEqual(parse(""), {});
    assert.equal(format({}), "#");
    assert.equal(format({ dataset: undefined, episode: 1 }), "#episode=1");
  });
  for (const text of ["-1", "1.5", "abc", "1e3", "", "1234567890", "0x1"]) {
    test(`does not take '${text}' for an episode`, () => assert.deepEqual(parse(`#episode=${text}&step=${text}`), {}));
  }
  test("takes nine digits and no more", () => assert.equal(parse("#step=123456789").step, 123456789));
  test("leaves out words that are none of its own", () => assert.deepEqual(parse("#token=secret&step=4"), { step: 4 }));
});

describe("the browser's address", () => {
  let browser: Browser, here: Place, visits: Place[], address: Address;
  beforeEach(() => {
    browser = new Browser();
    here = { episode: 1 };
    visits = [];
    address = new Address(() => here, async (place) => { visits.push(place); });
  });
  test("gets a place to go back to by a choice", () => {
    address.choose();
    assert.deepEqual(browser.history, ["push #episode=1"]);
  });
  test("is left alone by a choice of where one is", () => {
    browser.location.hash = "#episode=1";
    address.choose();
    assert.deepEqual(browser.history, []);
  });
  test("takes a held key for one choice, until it rests for a second", () => {
    const places = [1, 2, 3, 4].map((episode) => ({ episode }));
    for (const [i, wait] of [0, 100, 999, 1000].entries()) {
      browser.pass(wait);
      here = places[i];
      address.choose(true);
    }
    assert.deepEqual(browser.history.map((line) => line.split(" ")[0]), ["push", "replace", "replace", "push"]);
  });
  test("does not join a choice to the moves before it", () => {
    address.choose(true);
    here = { episode: 2 };
    address.choose();
    here = { episode: 3 };
    address.choose(true);
    assert.deepEqual(browser.history.map((line) => line.split(" ")[0]), ["push", "push", "push"]);
  });
  test("follows a step only once it rests, and is replaced then", () => {
    for (const step of [1, 2, 3]) {
      here = { episode: 1, step };
      address.rest();
      browser.pass(299);
    }
    assert.deepEqual(browser.history, []);
    browser.pass(1);
    assert.deepEqual(browser.history, ["replace #episode=1&step=3"]);
  });
  test("holds the step before a choice leads away", () => {
    here = { episode: 1, step: 7 };
    address.rest();
    address.flush();
    here = { episode: 2 };
    address.choose();
    assert.deepEqual(browser.history, ["replace #episode=1&step=7", "push #episode=2"]);
    browser.pass(1000);
    assert.equal(browser.history.length, 2);
  });
  test("is written at once as the page goes away, and only where something waits", async () => {
    await browser.fire("pagehide");
    assert.deepEqual(browser.history, []);
    here = { step: 5 };
    address.rest();
    await browser.fire("pagehide");
    assert.deepEqual(browser.history, ["replace #step=5"]);
  });
  test("leads where the history goes, and says nothing on the way", async () => {
    browser.location.hash = "#episode=9";
    address.rest();
    await browser.fire("popstate");
    assert.deepEqual(visits, [{ episode: 9 }]);
    assert.deepEqual(browser.history, []);
    here = { episode: 9 };
    browser.pass(300);
    assert.deepEqual(browser.history, []);
  });
  test("loses the token and keeps the place", () => {
    browser.location.search = "?token=secret";
    browser.location.hash = "#step=2";
    Address.dropToken();
    assert.deepEqual(browser.history, ["replace /#step=2"]);
    browser.location.search = "?other=1";
    Address.dropToken();
    assert.equal(browser.history.length, 1);
  });
});
