using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Core;

namespace IntervenGen.Episodes;

public sealed partial record StoreManifest
{
    /// <summary>Reads a manifest strictly: an unknown, missing or repeated key and a wrong type are errors.</summary>
    /// <param name="json">The file's bytes.</param>
    /// <param name="file">The file's path, for messages.</param>
    /// <exception cref="EpisodeFormatException">Not a manifest, a newer one, or a damaged one; the message names the key.</exception>
    public static StoreManifest Parse(ReadOnlyMemory<byte> json, string file) => Parse(json, file, out _);

    internal static StoreManifest Parse(ReadOnlyMemory<byte> json, string file, out string hash)
    {
        JsonDocument document;
        try
        {
            document = StrictJson.Parse(json);
        }
        catch (JsonException exception)
        {
            long offset = Offset(json.Span, exception.LineNumber ?? 0, exception.BytePositionInLine ?? 0);
            StoreFault.Damaged(file, offset, "text", $"is not valid JSON ({exception.Message})", "a JSON object").Throw(exception);
            throw;
        }

        using (document)
        {
            try
            {
                return Parse(new ManifestReader(document.RootElement, file, ""), out hash);
            }
            catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or FormatException)
            {
                // The parser checks a string's characters and a number's size only when somebody asks for them.
                StoreFault.Damaged(file, -1, "text", $"has characters that cannot be ({exception.Message})", "UTF-8").Throw(exception);
                throw;
            }
        }
    }

    private static StoreManifest Parse(ManifestReader json, out string hash)
    {
        json.ExpectFormat(FormatName, CurrentFormatVersion);
        bool complete = json.Boolean("complete");
        var manifest = new StoreManifest
        {
            FormatVersion = json.Int32("formatVersion"),
            Task = json.String("task"),
            Seed = json.UInt64("seed"),
            Kind = ReadKind(json),
            Operator = json.String("operator"),
            Config = JsonObject.Create(json.Object("config").Element.Clone())!,
            Versions = ReadVersions(json.Object("versions")),
            ModelHash = json.String("modelHash"),
            Source = ReadSource(json),
            Observations = json.Array(
                "observations", item => item.Close(new ObservationField(item.String("name"), item.Int32("size", min: 1)))),
            Objects = json.Strings("objects"),
            Subtasks = json.Array("subtasks", item => item.Close(new SubtaskSpec(item.String("name"), item.Int32("referenceObject")))),
            ActionSize = json.Int32("actionSize", min: 1),
            StateSize = json.Int32("stateSize"),
            Horizon = json.Int32("horizon"),
            ControlPeriod = json.Double("controlPeriod"),
            ShardBytes = json.Int64("shardBytes"),
            OperatorSeconds = json.Double("operatorSeconds"),
            Totals = !complete ? null : new StoreTotals(
                json.Int64("attempts"), json.Int32("kept"), json.Int32("episodes"), json.Int64("steps"), json.String("digest")),
        };
        hash = json.String("hash");
        StoreLimits.Check(json.Close(manifest), json);
        return manifest;
    }

    private static TaskSource? ReadSource(ManifestReader json)
    {
        string hash = json.OptionalString("taskFolder");
        return hash.Length > 0 ? new TaskSource(hash, json.OptionalStrings("taskFiles")) : null;
    }

    private static StoreVersions ReadVersions(ManifestReader json) => json.Close(
        new StoreVersions(json.String("intervengen"), json.String("mujoco"), json.Int32("layout"), json.OptionalString("arithmetic"),
            json.OptionalString("vectors")));

    private static long Offset(ReadOnlySpan<byte> text, long line, long column)
    {
        int start = 0;
        for (; line > 0; line--)
        {
            int newLine = text[start..].IndexOf((byte)'\n');
            if (newLine < 0)
                break;
            start += newLine + 1;
        }

        return start + column;
    }

    private static DatasetKind ReadKind(ManifestReader json)
    {
        string name = json.String("kind");
        if (!DatasetKinds.TryParse(name, out DatasetKind kind))
            json.Refuse("key 'kind'", $"'{name}'", $"one of {string.Join(", ", DatasetKinds.Names)}");
        return kind;
    }
}
