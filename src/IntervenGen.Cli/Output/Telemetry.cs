using IntervenGen.Generation;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace IntervenGen.Cli.Output;

/// <summary>Sends the measurements of runs to where they are asked for: an OTLP collector, or Prometheus.</summary>
internal static class Telemetry
{
    private const string Otlp = "otlp:", Prometheus = "prometheus:";

    public static Option<string?> Option { get; } = new Option<string?>("--metrics")
    {
        Description = "Where measurements go: otlp:http://HOST:4317 (an OpenTelemetry collector) or prometheus:PORT (text at " +
            "http://localhost:PORT/metrics). Attempts, successes, control steps, and what worker threads spend their time on.",
    }.Under(OptionGroup.Output);

    /// <summary>Begins; null where nothing is asked for.</summary>
    /// <exception cref="UsageException">The place is of no known form, or taken.</exception>
    public static IDisposable? Begin(string? place)
    {
        if (place is null)
            return null;
        MeterProviderBuilder meters = Sdk.CreateMeterProviderBuilder().AddMeter(RunMeter.Name);
        if (place.StartsWith(Otlp, StringComparison.Ordinal) && Uri.TryCreate(place[Otlp.Length..], UriKind.Absolute, out Uri? address))
            return meters.AddOtlpExporter(options => options.Endpoint = address).Build();
        if (!place.StartsWith(Prometheus, StringComparison.Ordinal) || !ushort.TryParse(place[Prometheus.Length..], out ushort port)
            || port == 0)
            throw new UsageException(
                $"--metrics is '{place}'; it must be otlp:URL, such as otlp:http://localhost:4317, or prometheus:PORT");
        try
        {
            return meters.AddPrometheusHttpListener(options => options.Port = port).Build();
        }
        catch (Exception exception) when (exception is System.Net.HttpListenerException or InvalidOperationException)
        {
            throw new UsageException($"--metrics: port {port} cannot be listened on: {exception.Message}", exception);
        }
    }
}
