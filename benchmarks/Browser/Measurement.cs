using System.Text.Json;
using Microsoft.Playwright;

namespace IntervenGen.Benchmarks.Browser;

/// <summary>One visit with an empty cache: how long opening takes, what it costs, and how smoothly one scrubs.</summary>
/// <param name="ListMs">From the start of the navigation until the whole list can be scrolled, milliseconds.</param>
/// <param name="DrawnMs">From the start of the navigation until the first episode is drawn, milliseconds.</param>
/// <param name="Kilobytes">Received until then, headers included.</param>
/// <param name="Episodes">Episodes asked for until then.</param>
/// <param name="Rows">Rows of the list in the document.</param>
/// <param name="Listed">Episodes in the list.</param>
/// <param name="FramesPerSecond">Mean over the time of scrubbing.</param>
/// <param name="SlowFrameMs">95 % of the frames take no longer, milliseconds.</param>
/// <param name="ScrubKilobytes">Received while scrubbing.</param>
internal sealed record Measurement(
    double ListMs, double DrawnMs, double Kilobytes, int Episodes, int Rows, int Listed, double FramesPerSecond, double SlowFrameMs, double ScrubKilobytes)
{
    // Every frame moves the slider by a step, as a hand that never rests would, back and forth over the episode.
    private const string Scrub = """
        async (ms) => {
          const slider = document.getElementById('scrub'), last = Number(slider.max), times = [];
          let step = 0, by = 1;
          await new Promise((done) => {
            const frame = (now) => {
              times.push(now);
              if (now - times[0] > ms) return done();
              step += by;
              if (step >= last || step <= 0) by = -by;
              slider.value = String(step);
              slider.dispatchEvent(new Event('input'));
              requestAnimationFrame(frame);
            };
            requestAnimationFrame(frame);
          });
          slider.dispatchEvent(new Event('change'));
          return times;
        }
        """;

    /// <summary>Opens the address in a page of its own and measures.</summary>
    public static async Task<Measurement> Of(IBrowser browser, Uri url, int width, int height, int scrubMs)
    {
        await using IBrowserContext context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            // Waiting for an expression needs eval, which the page's own policy forbids.
            BypassCSP = true,
        });
        IPage page = await context.NewPageAsync();
        await page.GotoAsync(url.ToString());
        await page.WaitForFunctionAsync("performance.getEntriesByName('episode drawn').length > 0");
        double list = await Mark(page, "list shown"), drawn = await Mark(page, "episode drawn");
        double received = await Received(page, drawn);
        int episodes = await page.EvaluateAsync<int>("performance.getEntriesByType('resource').filter((entry) => entry.name.includes('api/episode')).length");
        int rows = await page.Locator(".row").CountAsync();
        int listed = await page.EvaluateAsync<int>("Math.round(document.getElementById('rows').clientHeight / 40)");
        // The modes of the rows come after the first picture; scrubbing begins when the page is at rest.
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        double before = await Received(page, double.MaxValue);
        JsonElement times = await page.EvaluateAsync<JsonElement>(Scrub, scrubMs);
        double[] stamps = [.. times.EnumerateArray().Select(time => time.GetDouble())];
        double[] frames = [.. stamps.Zip(stamps.Skip(1), (from, to) => to - from).Order()];
        return new Measurement(
            list, drawn, received / 1e3, episodes, rows, listed, 1000 * frames.Length / (stamps[^1] - stamps[0]), frames[(int)(0.95 * (frames.Length - 1))],
            (await Received(page, double.MaxValue) - before) / 1e3);
    }

    private static Task<double> Mark(IPage page, string name) => page.EvaluateAsync<double>("(name) => performance.getEntriesByName(name)[0].startTime", name);

    private static Task<double> Received(IPage page, double until) => page.EvaluateAsync<double>(
        "(until) => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].filter((entry) => entry.responseEnd <= until).reduce((sum, entry) => sum + entry.transferSize, 0)",
        until);
}
