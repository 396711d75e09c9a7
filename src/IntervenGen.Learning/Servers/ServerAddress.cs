using System.Globalization;
using IntervenGen.Core;

namespace IntervenGen.Learning.Servers;

/// <summary>A policy server's address, and what is asked of its use: <c>ws://HOST:PORT/PATH#execute=5&amp;timeout=10</c>.</summary>
/// <param name="Uri">Where to connect, without the part from '#' on, which is never sent.</param>
/// <param name="Execute">How many actions of a chunk are taken before the server is asked again; null for what the server says.</param>
/// <param name="Timeout">How long a connection or an answer may take.</param>
internal sealed record ServerAddress(Uri Uri, int? Execute, TimeSpan Timeout)
{
    private const double DefaultSeconds = 10, MaxSeconds = 3600;
    private const int MaxExecute = 10_000;

    // A page's address is taken for one as well, to be told what it should be.
    private static readonly string[] s_beginnings = ["ws://", "wss://", "http://", "https://"];

    /// <summary>Whether a text looks like one.</summary>
    public static bool Matches(string source) =>
        s_beginnings.Any(beginning => source.StartsWith(beginning, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads an address.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static ServerAddress Parse(string source)
    {
        string[] parts = source.Split('#', 2);
        if (!Uri.TryCreate(parts[0], UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0 || uri.Scheme is not ("ws" or "wss"))
            throw new UsageException($"'{source}' is no address of a policy server, such as ws://127.0.0.1:8000");
        if (uri.UserInfo.Length > 0)
            throw new UsageException(
                $"the address of policy server {uri.Host} holds a name or password; set {ServerConnection.KeyVariable} instead");
        var address = new ServerAddress(uri, null, TimeSpan.FromSeconds(DefaultSeconds));
        foreach (string option in parts.Length == 1 ? [] : parts[1].Split('&'))
            address = address.With(option);
        return address;
    }

    private ServerAddress With(string option)
    {
        string[] pair = option.Split('=', 2);
        string value = pair.Length == 2 ? pair[1] : "";
        bool isNumber = double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number);
        return pair[0] switch
        {
            "execute" when isNumber && number is >= 1 and <= MaxExecute && double.IsInteger(number) =>
                this with { Execute = (int)number },
            "timeout" when isNumber && number is > 0 and <= MaxSeconds => this with { Timeout = TimeSpan.FromSeconds(number) },
            "execute" => throw new UsageException(
                $"{Uri}#execute is '{value}'; it must be a whole number between 1 and {MaxExecute} actions"),
            "timeout" => throw new UsageException($"{Uri}#timeout is '{value}'; it must be a number up to {MaxSeconds} s"),
            _ => throw new UsageException($"{Uri} has '#{option}'; known are #execute=ACTIONS and #timeout=SECONDS, joined by '&'"),
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Uri.ToString();
}
