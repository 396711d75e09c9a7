using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Learning.Policies;

namespace IntervenGen;

/// <summary>An input that a dataset was made from.</summary>
/// <param name="Digest">Digest of the input's content, as the manifest records it.</param>
/// <param name="Path">Present path of the input; null if it is not beside the dataset.</param>
internal sealed record MadeFrom(string Digest, string? Path);

/// <summary>The sources and the policy of a dataset, located by digest among the files beside it.</summary>
internal sealed record Provenance(IReadOnlyList<MadeFrom> Sources, MadeFrom? Policy)
{
    // A folder of thousands is not searched through for a name.
    private const int MaxLookedAt = 200;

    public static Provenance Of(EpisodeStore store)
    {
        JsonObject config = store.Manifest.Config;
        string[] sources = Digests(config["source"]);
        string? policy = Digests(config["policy"]).FirstOrDefault();
        string beside = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(store.Folder)) ?? "/";
        return new Provenance(
            [.. sources.Select(digest => new MadeFrom(digest, Find(Folders(beside), digest, DatasetDigest)))],
            policy is null ? null : new MadeFrom(policy, Find(Files(beside), policy, PolicyDigestOf)));
    }

    private static string[] Digests(JsonNode? node) => node switch
    {
        JsonArray several => [.. several.Select(one => one?.ToString() ?? "")],
        JsonValue one => [one.ToString()],
        _ => [],
    };

    private static string? Find(IEnumerable<string> paths, string digest, Func<string, string?> digestOf) =>
        paths.FirstOrDefault(path => Quietly(() => digestOf(path)) == digest);

    private static IEnumerable<string> Folders(string beside) => Quietly(() => Directory.GetDirectories(beside))
        ?.Where(EpisodeStore.Exists).Order(StringComparer.Ordinal).Take(MaxLookedAt) ?? [];

    private static IEnumerable<string> Files(string beside) => Quietly(() => Directory.GetFiles(beside))
        ?.Where(file => System.IO.Path.GetExtension(file) is ".ckpt" or ".safetensors" or ".pth" or ".pt" or ".ts" or ".onnx")
        .Order(StringComparer.Ordinal).Take(MaxLookedAt) ?? [];

    private static string? PolicyDigestOf(string file) => PolicyFormats.Inspect(file).Digest;

    private static string? DatasetDigest(string folder)
    {
        using EpisodeStore store = EpisodeStore.Open(folder);
        return store.Manifest.Totals?.Digest;
    }

    // What lies beside a dataset may be anything, and none of it is what was asked about.
    private static T? Quietly<T>(Func<T> read)
        where T : class?
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is IntervenGenException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
