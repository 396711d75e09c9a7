using Microsoft.Playwright;

namespace IntervenGen.Web.Tests;

/// <summary>Stand-ins for a gamepad and a SpaceMouse, put into a page before its own script runs; beyond them everything is the real page.</summary>
internal static class FakeDevices
{
    /// <summary>A gamepad of the standard layout: <c>pad.axes</c> and <c>pad.buttons</c> are what a hand does.</summary>
    public const string Gamepad = """
        window.pad = { connected: true, axes: [0, 0, 0, 0], buttons: Array.from({ length: 17 }, () => ({ pressed: false, value: 0 })) };
        window.padReads = 0;
        navigator.getGamepads = () => { window.padReads++; return [null, window.pad, null, null]; };
        // The twist in the camera's axes, as deflections behind the page's dead zone of 0.12.
        window.deflect = ([forward, left, up, , , yaw]) => {
          const stick = (v) => Math.sign(v) * (Math.abs(v) > 0 ? 0.12 + 0.88 * Math.abs(v) : 0);
          window.pad.axes = [-left, -forward, -yaw, -up].map(stick);
        };
        """;

    /// <summary>
    /// A SpaceMouse with 3Dconnexion's reports: 1 is three 16-bit translations (right, towards the person, down), 2 three
    /// rotations about the same axes, 3 the buttons. Full deflection is 350.
    /// </summary>
    public const string SpaceMouse = """
        const bus = new EventTarget();
        window.mouse = Object.assign(new EventTarget(), { productName: 'SpaceMouse Compact', vendorId: 0x256f, opened: false, async open() { this.opened = true; } });
        Object.defineProperty(navigator, 'hid', { value: Object.assign(bus, {
          async requestDevice({ filters }) { return filters.some(({ vendorId }) => vendorId === window.mouse.vendorId) ? [window.mouse] : []; },
        }) });
        window.report = (reportId, values) => {
          const data = new DataView(new ArrayBuffer(reportId === 3 ? 1 : 2 * values.length));
          values.forEach((value, i) => reportId === 3 ? data.setUint8(i, value) : data.setInt16(2 * i, Math.round(value), true));
          window.mouse.dispatchEvent(Object.assign(new Event('inputreport'), { reportId, data }));
        };
        window.unplug = () => bus.dispatchEvent(Object.assign(new Event('disconnect'), { device: window.mouse }));
        window.deflect = ([forward, left, up, roll, pitch, yaw]) => {
          window.report(1, [-left, -forward, -up].map((v) => 350 * v));
          window.report(2, [-pitch, -roll, -yaw].map((v) => 350 * v));
        };
        """;

    /// <summary>Deflects the device, in the camera's axes (forward, left, up; roll, pitch, yaw), each in [-1, 1].</summary>
    public static Task Deflect(IPage page, params double[] twist) => page.EvaluateAsync("(twist) => window.deflect(twist)", twist);

    /// <summary>Presses a button of the gamepad until the page has looked at it, and lets go until it has looked again.</summary>
    public static async Task Press(IPage page, int button)
    {
        await Hold(page, button, "{ pressed: true, value: 1 }");
        await Hold(page, button, "{ pressed: false, value: 0 }");
    }

    private static async Task Hold(IPage page, int button, string state)
    {
        int reads = await page.EvaluateAsync<int>($"(i) => {{ window.pad.buttons[i] = {state}; return window.padReads; }}", button);
        await page.WaitForFunctionAsync("(reads) => window.padReads > reads", reads);
    }
}
