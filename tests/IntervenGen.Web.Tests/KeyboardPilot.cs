using System.Text.Json;
using Microsoft.Playwright;

namespace IntervenGen.Web.Tests;

/// <summary>Puts the nut onto the peg with the keys a person has, looking at what the page shows.</summary>
internal sealed class KeyboardPilot(IPage page)
{
    // The nut's centre: from the second height on it is well on the peg, and falls the rest; the fingers reach no lower than 0.895.
    private const double PegTop = 0.95, LettingGo = 0.905;

    // The task's camera looks along 130 degrees; forward and left are counted from there.
    private const double Heading = 130 * Math.PI / 180;

    private readonly HashSet<string> _down = [];
    private int _speed;

    public async Task<JsonElement> Look() => await page.EvaluateAsync<JsonElement>("window.igenTeleop");

    public static double[] Position(JsonElement live, string obj) => [.. live.GetProperty("truth").GetProperty(obj).EnumerateArray().Take(3).Select(number => number.GetDouble())];

    /// <summary>Moves until the nut is over the peg and on it, then lets go; goes up and tries again where it got stuck.</summary>
    public async Task Insert(TimeSpan limit)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        bool descends = false;
        double lowest = double.MaxValue;
        int stuck = 0;
        while (clock.Elapsed < limit)
        {
            JsonElement live = await Look();
            if (live.GetProperty("phase").GetString() != "Human")
                return;
            double[] nut = Position(live, "square_nut"), peg = Position(live, "square_peg");
            double x = peg[0] - nut[0], y = peg[1] - nut[1], off = Math.Sqrt((x * x) + (y * y));
            if (nut[2] < LettingGo)
                break;
            if (!descends && off < 0.0025 && nut[2] < PegTop + 0.05)
                (descends, lowest, stuck) = (true, double.MaxValue, 0);
            stuck = nut[2] < lowest - 0.0005 ? 0 : stuck + 1;
            lowest = Math.Min(lowest, nut[2]);
            if (descends && (stuck > 25 || (nut[2] > PegTop && off > 0.006)))
                descends = false;
            bool mustRise = !descends && nut[2] < PegTop + 0.025 && off > 0.0025;
            double forward = (x * Math.Cos(Heading)) + (y * Math.Sin(Heading)), left = (-x * Math.Sin(Heading)) + (y * Math.Cos(Heading));
            await Speed(off > 0.03 ? 3 : descends || off > 0.008 ? 2 : 1);
            double slack = descends ? 0.002 : 0.001;
            bool levels = !mustRise || nut[2] > PegTop + 0.015;
            await Hold("KeyW", levels && forward > slack);
            await Hold("KeyS", levels && forward < -slack);
            await Hold("KeyA", levels && left > slack);
            await Hold("KeyD", levels && left < -slack);
            await Hold("KeyR", mustRise);
            await Hold("KeyF", descends || (!mustRise && off < 0.0025));
            await Task.Delay(20);
        }

        foreach (string key in _down.ToArray())
            await Hold(key, false);
        await page.Keyboard.PressAsync("Space");
    }

    public async Task Hold(string key, bool isDown)
    {
        if (isDown && _down.Add(key))
            await page.Keyboard.DownAsync(key);
        else if (!isDown && _down.Remove(key))
            await page.Keyboard.UpAsync(key);
    }

    private async Task Speed(int speed)
    {
        if (_speed == speed)
            return;
        _speed = speed;
        await page.Keyboard.PressAsync($"Digit{speed}");
    }
}
