using System.Globalization;
using System.IO.Hashing;
using System.Text;
using IntervenGen.Core;
using IntervenGen.Interop;
using IntervenGen.Learning.Wire;

namespace IntervenGen.Learning.Servers;

/// <summary>What a policy server says of itself before anything is asked.</summary>
/// <remarks>
/// Any map will do. A server of <c>igen policy serve</c> says under <c>igen</c> which policy it serves, and that it takes episode keys;
/// others may say under <c>igen</c> how many actions of a chunk to execute.
/// </remarks>
internal sealed class ServerMetadata
{
    /// <summary>Key of what only we say, in metadata and in observations.</summary>
    public const string OwnKey = "igen";

    private readonly WireMap _own;

    /// <summary>Takes the first message of a server.</summary>
    /// <exception cref="WireException">A value that we look at is of another type.</exception>
    public ServerMetadata(WireMap values)
    {
        _own = values.Map(OwnKey) ?? WireMap.Empty;
        TakesKeys = _own.Flag("keys");
        MaxRows = TakesKeys ? (int)Math.Clamp(_own.Integer("rows") ?? 1, 1, 1 << 16) : 1;
        Execute = _own.Integer("execute") is { } execute ? (int)Math.Clamp(execute, 1, int.MaxValue) : null;
        Task = _own.Text("task");
        LearnedFromInterventions = _own.Flag("learned_from_interventions");
        Observability = _own.Text("observability") ?? "";
        Robot = _own.Text("robot") is { Length: > 0 } robot ? robot : null;
        IsGreedy = _own.Flag("greedy");
        var hash = new XxHash128();
        Append(hash, values);
        Digest = $"server {Convert.ToHexStringLower(hash.GetCurrentHash())}";
        bool rounds = TakesKeys && _own.Text("arithmetic") == ArithmeticFingerprint.Current;
        PolicyDigest = rounds && _own.Text("digest") is { Length: > 0 } digest ? digest : Digest;
    }

    /// <summary>Whether observations may name the episode that begins, by the key that all its random numbers derive from.</summary>
    public bool TakesKeys { get; }

    /// <summary>How many episodes one connection may ask for at a time.</summary>
    public int MaxRows { get; }

    /// <summary>How many actions of a chunk are to be executed; null where the server does not say.</summary>
    public int? Execute { get; }

    /// <summary>The task; null where the server does not say.</summary>
    public string? Task { get; }

    /// <summary>Whether the policy learned from recoveries.</summary>
    public bool LearnedFromInterventions { get; }

    /// <summary>What contacts revealed in the interventions that it learned from; empty where the server does not say.</summary>
    public string Observability { get; }

    /// <summary>The robot that it learned on; null where the server does not say.</summary>
    public string? Robot { get; }

    /// <summary>Whether it takes the most likely mode always.</summary>
    public bool IsGreedy { get; }

    /// <summary>The word <c>server</c> and a hash of all that it says; independent of its address and of the order of keys.</summary>
    public string Digest { get; }

    /// <summary>
    /// Identifies what decides the actions: the served policy's own digest where episode keys are taken and the server computes with
    /// this machine's arithmetic, since the actions are then those of that policy here; otherwise <see cref="Digest"/>.
    /// </summary>
    public string PolicyDigest { get; }

    /// <summary>Checks that the server's policy is for a task, as far as it says.</summary>
    /// <exception cref="UsageException">It is for another one.</exception>
    public void EnsureFor(TaskSpec spec, ServerAddress address)
    {
        string own = Text(spec.Observations.Select(field => (field.Name, (long)field.Size))), theirs = Theirs() ?? own;
        if (own != theirs)
            throw new UsageException($"policy server {address} observes {theirs}; task '{spec.Name}' has {own}");
        if (_own.Integer("action_size") is { } size && size != spec.ActionSize)
            throw new UsageException($"policy server {address} acts with {size} numbers; task '{spec.Name}' takes {spec.ActionSize}");
    }

    private string? Theirs() => _own.List("observations") is { } fields
        ? Text(fields.Select(field => field is object?[] and [string name, long size]
            ? (name, size)
            : throw new WireException("'observations' must be a list of names and sizes")))
        : null;

    private static string Text(IEnumerable<(string Name, long Size)> fields) =>
        string.Join(", ", fields.Select(field => $"{field.Name}({field.Size})"));

    private static void Append(XxHash128 hash, object? value)
    {
        switch (value)
        {
            case WireMap map:
                Text(hash, $"map {map.Values.Count}");
                foreach (string key in map.Values.Keys.Order(StringComparer.Ordinal))
                {
                    Text(hash, key);
                    Append(hash, map.Values[key]);
                }

                break;
            case object?[] list:
                Text(hash, $"list {list.Length}");
                foreach (object? item in list)
                    Append(hash, item);
                break;
            case NumpyArray array:
                Text(hash, array.Description);
                hash.Append(array.Data.Span);
                break;
            case byte[] bytes:
                Text(hash, $"bytes {bytes.Length}");
                hash.Append(bytes);
                break;
            default:
                Text(hash, $"{value?.GetType().Name} {Convert.ToString(value, CultureInfo.InvariantCulture)}");
                break;
        }

        static void Text(XxHash128 hash, string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            hash.Append(BitConverter.GetBytes(bytes.Length));
            hash.Append(bytes);
        }
    }
}
