using System.Text.Json;
using Microsoft.Playwright;

namespace IntervenGen.Web.Tests;

/// <summary>Moves the hand with an analogue device (<see cref="FakeDevices"/>), looking at what the page shows; runs inside the page, as fast as a reflex.</summary>
internal sealed class AnalogPilot(IPage page)
{
    // Deflection for an error in metres: at speed 3 of 5 full deflection is 0.3 of an action, 1.5 cm a step.
    private const string Tools = """
        const look = () => window.igenTeleop, wait = (ms) => new Promise((done) => setTimeout(done, ms));
        const toward = (dx, dy, dz) => {
          const h = look().heading, push = (d) => Math.abs(d) < 0.0007 ? 0 : Math.sign(d) * Math.min(1, Math.max(0.12, 25 * Math.abs(d)));
          window.deflect([push(dx * Math.cos(h) + dy * Math.sin(h)), push(-dx * Math.sin(h) + dy * Math.cos(h)), push(dz), 0, 0, 0]);
        };
        const still = () => window.deflect([0, 0, 0, 0, 0, 0]);
        """;

    // Down into the height where the nut is well on the peg; up again where it got stuck on the rim.
    private const string Insertion = Tools + """
        const pegTop = 0.95, letGo = 0.905, deadline = performance.now() + ms;
        let descends = false, lowest = 9, stuck = 0;
        while (performance.now() < deadline && look().phase === 'Human') {
          const nut = look().truth.square_nut, peg = look().truth.square_peg;
          const dx = peg[0] - nut[0], dy = peg[1] - nut[1], off = Math.hypot(dx, dy);
          if (nut[2] < letGo) break;
          if (!descends && off < 0.0025 && nut[2] < pegTop + 0.05) { descends = true; lowest = 9; stuck = 0; }
          stuck = nut[2] < lowest - 0.0005 ? 0 : stuck + 1;
          lowest = Math.min(lowest, nut[2]);
          if (descends && (stuck > 25 || (nut[2] > pegTop && off > 0.006))) descends = false;
          const mustRise = !descends && nut[2] < pegTop + 0.025 && off > 0.0025, levels = !mustRise || nut[2] > pegTop + 0.015;
          toward(levels ? dx : 0, levels ? dy : 0, mustRise ? 0.04 : descends ? -0.02 : off < 0.0025 ? -0.02 : 0);
          await wait(25);
        }
        still();
        return look();
        """;

    private const string Approach = Tools + """
        const deadline = performance.now() + ms;
        while (performance.now() < deadline) {
          const at = look().eef, d = [0, 1, 2].map((i) => to[i] - at[i]);
          if (Math.hypot(...d) < 0.004) break;
          toward(...d);
          await wait(25);
        }
        still();
        return look();
        """;

    private const string Motion = Tools + """
        const deadline = performance.now() + 60000, off = (a) => Math.hypot(...[0, 1, 2].map((i) => look().eef[i] - a[i]));
        const turned = (a) => 2 * Math.acos(Math.min(1, Math.abs([3, 4, 5, 6].reduce((sum, i) => sum + look().eef[i] * a[i], 0))));
        let rest;
        do {
          rest = [...look().eef];
          const step = look().step;
          while (look().step < step + 3 && performance.now() < deadline) await wait(20);
        } while ((off(rest) > 0.0005 || turned(rest) > 0.005) && performance.now() < deadline);
        const from = [...look().eef], heading = look().heading;
        window.deflect(twist);
        while (off(from) < 0.01 && turned(from) < 0.1 && performance.now() < deadline) await wait(15);
        const to = [...look().eef];
        still();
        return { from, to, heading };
        """;

    /// <summary>What the page shows now.</summary>
    public Task<JsonElement> Look() => page.EvaluateAsync<JsonElement>("window.igenTeleop");

    /// <summary>Puts the nut onto the peg, fingers still closed.</summary>
    public Task<JsonElement> Insert(TimeSpan limit) => page.EvaluateAsync<JsonElement>($"async (ms) => {{ {Insertion} }}", limit.TotalMilliseconds);

    /// <summary>Moves the hand to a place, metres in the world.</summary>
    public Task<JsonElement> Approach3(double[] worldPosition, TimeSpan limit) =>
        page.EvaluateAsync<JsonElement>($"async ([to, ms]) => {{ {Approach} }}", new object[] { worldPosition, limit.TotalMilliseconds });

    /// <summary>
    /// Waits until the hand rests, deflects the device until it has moved by a centimetre or turned by a tenth, however long a busy
    /// machine takes, and says where to: along the camera's forward, left and up, metres, and about up, radians.
    /// </summary>
    public async Task<(double Forward, double Left, double Up, double Turn)> MoveBy(params double[] twist)
    {
        JsonElement motion = await page.EvaluateAsync<JsonElement>($"async (twist) => {{ {Motion} }}", twist);
        double[] from = Numbers(motion.GetProperty("from")), to = Numbers(motion.GetProperty("to"));
        double heading = motion.GetProperty("heading").GetDouble(), x = to[0] - from[0], y = to[1] - from[1];
        return ((x * Math.Cos(heading)) + (y * Math.Sin(heading)), (-x * Math.Sin(heading)) + (y * Math.Cos(heading)), to[2] - from[2], TurnAboutUp(from, to));
    }

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetDouble())];

    // Twice the z part of to · from⁻¹, quaternions (x, y, z, w) from the fourth number on; enough for small turns.
    private static double TurnAboutUp(double[] from, double[] to)
    {
        double z = (-to[6] * from[5]) + (to[5] * from[6]) - (to[3] * from[4]) + (to[4] * from[3]);
        double w = (to[6] * from[6]) + (to[3] * from[3]) + (to[4] * from[4]) + (to[5] * from[5]);
        return 2 * Math.Atan2(z, w);
    }
}
