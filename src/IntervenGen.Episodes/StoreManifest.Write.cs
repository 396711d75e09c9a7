using IntervenGen.Core;
using System.Buffers;
using System.IO.Hashing;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace IntervenGen.Episodes;

public sealed partial record StoreManifest
{
    private const string FormatName = "intervengen-episodes";

    private static readonly JsonWriterOptions s_writerOptions = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The file's bytes: the same manifest gives the same bytes on every machine.</summary>
    public byte[] ToJson() => Write(ContentHash());

    /// <summary>XxHash3-64 of the manifest's own text with an empty hash, 16 hexadecimal digits.</summary>
    internal string ContentHash() => $"{XxHash3.HashToUInt64(Write("")):x16}";

    private byte[] Write(string hash)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, s_writerOptions))
        {
            json.WriteStartObject();
            json.WriteString("format", FormatName);
            json.WriteNumber("formatVersion", FormatVersion);
            WriteIdentity(json);
            WriteTaskFiles(json);
            json.WriteNumber("shardBytes", ShardBytes);
            json.WriteNumber("operatorSeconds", OperatorSeconds);
            json.WriteBoolean("complete", IsComplete);
            if (Totals is { } totals)
            {
                json.WriteNumber("attempts", totals.Attempts);
                json.WriteNumber("kept", totals.Kept);
                json.WriteNumber("episodes", totals.Episodes);
                json.WriteNumber("steps", totals.Steps);
                json.WriteString("digest", totals.Digest);
            }

            json.WriteString("hash", hash);
            json.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    private void WriteTaskFiles(Utf8JsonWriter json)
    {
        if (Source is null)
            return;
        json.WriteStartObject("taskFiles");
        foreach ((string file, string content) in Source.Files.OrderBy(file => file.Key, StringComparer.Ordinal))
            json.WriteString(file, content);
        json.WriteEndObject();
    }

    // What decides the episodes; a run that differs in any of it may not be appended.
    private void WriteIdentity(Utf8JsonWriter json)
    {
        json.WriteString("task", Task);
        json.WriteNumber("seed", Seed);
        json.WriteString("kind", Kind.Name());
        json.WriteString("operator", Operator);
        json.WritePropertyName("config");
        Config.WriteTo(json);
        json.WriteStartObject("versions");
        json.WriteString("intervengen", Versions.IntervenGen);
        json.WriteString("mujoco", Versions.MuJoCo);
        json.WriteNumber("layout", Versions.Layout);
        // Files of earlier versions lack this: what is unknown is omitted, and their hash stays valid.
        if (Versions.Arithmetic.Length > 0)
            json.WriteString("arithmetic", Versions.Arithmetic);
        if (Versions.Vectors.Length > 0)
            json.WriteString("vectors", Versions.Vectors);
        json.WriteEndObject();
        json.WriteString("modelHash", ModelHash);
        if (Source is not null)
            json.WriteString("taskFolder", Source.Hash);
        json.WriteStartArray("observations");
        foreach (Core.ObservationField field in Observations)
        {
            json.WriteStartObject();
            json.WriteString("name", field.Name);
            json.WriteNumber("size", field.Size);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("objects");
        foreach (string name in Objects)
            json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteStartArray("subtasks");
        foreach (Core.SubtaskSpec subtask in Subtasks)
        {
            json.WriteStartObject();
            json.WriteString("name", subtask.Name);
            json.WriteNumber("referenceObject", subtask.ReferenceObject);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("actionSize", ActionSize);
        json.WriteNumber("stateSize", StateSize);
        json.WriteNumber("horizon", Horizon);
        json.WriteNumber("controlPeriod", ControlPeriod);
    }
}
