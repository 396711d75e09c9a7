using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IntervenGen.Learning.Safetensors;

/// <summary>Writes files of safetensors: texts and single-precision tensors.</summary>
internal static class SafetensorsWriter
{
    private const int Alignment = 8;

    // Quotes within a text as \", which people can read.
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The bytes of a file.</summary>
    /// <param name="metadata">The texts.</param>
    /// <param name="tensors">Name, shape and numbers of every tensor, in their order.</param>
    public static byte[] ToBytes(JsonObject metadata, IReadOnlyList<(string Name, int[] Shape, float[] Values)> tensors)
    {
        var header = new JsonObject { [SafetensorsFile.MetadataKey] = metadata };
        int end = 0;
        foreach ((string name, int[] shape, float[] values) in tensors)
        {
            int begin = end;
            end = checked(end + (sizeof(float) * values.Length));
            header.Add(name, new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = new JsonArray([.. shape.Select(size => (JsonNode)size)]),
                ["data_offsets"] = new JsonArray(begin, end),
            });
        }

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header, s_json);
        // Blanks at its end, so that the numbers can be used where they are in a mapped file.
        int padding = -json.Length & (Alignment - 1);
        var bytes = new byte[checked(sizeof(long) + json.Length + padding + end)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length + padding);
        json.CopyTo(bytes, sizeof(long));
        bytes.AsSpan(sizeof(long) + json.Length, padding).Fill((byte)' ');
        Span<byte> rest = bytes.AsSpan(bytes.Length - end);
        foreach ((_, _, float[] values) in tensors)
        {
            MemoryMarshal.AsBytes(values.AsSpan()).CopyTo(rest);
            rest = rest[(sizeof(float) * values.Length)..];
        }

        return bytes;
    }
}
