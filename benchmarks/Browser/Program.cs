using System.Globalization;
using IntervenGen.Benchmarks.Browser;
using Microsoft.Playwright;

// dotnet run -c Release --project benchmarks/Browser -- DATASET [VISITS [WIDTH HEIGHT]]
if (args.Length is 0 or > 4)
{
    Console.Error.WriteLine("usage: dotnet run -c Release --project benchmarks/Browser -- DATASET [VISITS [WIDTH HEIGHT]]");
    return 2;
}

const int scrubMs = 5000;
int Argument(int place, int otherwise) => args.Length > place ? int.Parse(args[place], CultureInfo.InvariantCulture) : otherwise;
int visits = Argument(1, 5), width = Argument(2, 1280), height = Argument(3, 860);
string browserPath = Array.Find(["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"], File.Exists)
    ?? throw new InvalidOperationException("chromium is not installed: apt-get install chromium");

using ServedDataset served = ServedDataset.Start(args[0]);
using IPlaywright playwright = await Playwright.CreateAsync();
await using IBrowser browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
{
    ExecutablePath = browserPath,
    Args = ["--headless", "--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--no-first-run", "--disable-background-networking"],
});

string cpu = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown processor";
Console.WriteLine($"{cpu}, {Environment.ProcessorCount} cores, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}; chromium {browser.Version}, software WebGL, {width} x {height}");
Console.WriteLine("visit  list ms  drawn ms     kB  episodes  rows / listed    fps  p95 ms  kB scrubbing");
for (int visit = 1; visit <= visits; visit++)
{
    Measurement m = await Measurement.Of(browser, served.Url, width, height, scrubMs);
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{visit,5}  {m.ListMs,7:0}  {m.DrawnMs,8:0}  {m.Kilobytes,5:0}  {m.Episodes,8}  {m.Rows,4} / {m.Listed,-6}  {m.FramesPerSecond,5:0.0}  {m.SlowFrameMs,6:0.0}  {m.ScrubKilobytes,12:0}"));
}

return 0;
