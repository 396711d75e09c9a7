using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace IntervenGen.Web.Tests;

/// <summary>A real headless browser, the system's own; nothing is downloaded.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] s_places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly ConcurrentQueue<string> _faults = new();
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Where screenshots go, to be looked at.</summary>
    public static string Pictures { get; } = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "pictures")).FullName;

    public async Task InitializeAsync()
    {
        if (s_places.FirstOrDefault(File.Exists) is not { } program)
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program,
            Args =
            [
                // Drawn on the processor: machines that test have no graphics card.
                "--headless", "--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
                "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
    }

    /// <summary>Closes a page; a request to another place and an error of its script fail the test here.</summary>
    public async Task Close(IPage page)
    {
        await page.CloseAsync();
        Assert.Empty(_faults);
    }

    /// <summary>Opens a page under its own policy and does something with it.</summary>
    /// <returns>What the browser refused or complained about.</returns>
    public async Task<IReadOnlyList<string>> Complaints(Uri url, Func<IPage, Task> look)
    {
        Skip.If(_browser is null, "chromium is not installed");
        IPage page = await _browser.NewPageAsync();
        var complaints = new ConcurrentQueue<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) => complaints.Enqueue(error);
        await page.GotoAsync(url.ToString());
        await page.WaitForSelectorAsync("body[data-ready=yes]");
        await look(page);
        await page.CloseAsync();
        return [.. complaints];
    }

    /// <summary>Opens a page and waits until it is ready.</summary>
    /// <param name="url">Address with its token.</param>
    /// <param name="width">Of the window, CSS pixels.</param>
    /// <param name="height">Of the window, CSS pixels.</param>
    /// <param name="before">A script that runs before the page's own.</param>
    /// <param name="scheme">Light or dark, as the visitor's system has it.</param>
    /// <param name="requested">Told of every request's address.</param>
    public async Task<IPage> Open(
        Uri url, int width = 1280, int height = 860, string? before = null, ColorScheme scheme = ColorScheme.Light,
        Action<string>? requested = null)
    {
        Skip.If(_browser is null, "chromium is not installed");
        IPage page = await _browser.NewPageAsync(new BrowserNewPageOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            // Waiting for an expression needs eval, which the page's own policy rightly forbids.
            BypassCSP = true,
            ColorScheme = scheme,
        });
        page.SetDefaultTimeout(60_000);
        if (before is not null)
            await page.AddInitScriptAsync(before);
        page.Request += (_, request) =>
        {
            requested?.Invoke(request.Url);
            if (!request.Url.StartsWith($"{url.Scheme}://{url.Authority}/", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                _faults.Enqueue($"a request to {request.Url}");
        };
        page.PageError += (_, error) => _faults.Enqueue(error);
        await page.GotoAsync(url.ToString());
        await page.WaitForSelectorAsync("body[data-ready=yes]");
        return page;
    }

    /// <summary>A page of a visitor of its own, who has been nowhere yet.</summary>
    public Task<IPage> Plain()
    {
        Skip.If(_browser is null, "chromium is not installed");
        return _browser.NewPageAsync();
    }

    public static Task Save(IPage page, string name) => page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, name) });

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
