using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Web.Scenes;
using IntervenGen.Web.Serving;

namespace IntervenGen.Web.Views;

/// <summary>One episode for the page: the length of a JSON header, the header, then its arrays one after the other.</summary>
/// <remarks>Little-endian; the header is padded so that arrays of singles lie at multiples of four.</remarks>
internal static class EpisodePacket
{
    public static byte[] Of(EpisodeBuffer episode, EpisodeSummary summary, IScene? scene)
    {
        int steps = episode.Count, objects = episode.Layout.ObjectCount, bodies = scene?.Description.Bodies ?? 0;
        var arrays = new List<(string Name, int Width, byte[] Bytes)>();
        arrays.Add(Singles("bodies", steps, 7 * bodies, (t, row) => scene?.Place(episode.State(t), row)));
        arrays.Add(Singles("eef", steps, 7, (t, row) => Put(episode.Eef(t), row)));
        arrays.Add(Singles("truth", steps, 7 * objects, (t, row) => PutAll(objects, obj => episode.TruePose(t, obj), row)));
        arrays.Add(Singles("belief", steps, 7 * objects, (t, row) => PutAll(objects, obj => episode.BelievedPose(t, obj), row)));
        arrays.Add(Singles("action", steps, episode.Layout.ActionSize, (t, row) => episode.Action(t).CopyTo(row)));
        arrays.Add(Singles("fingers", steps, 2, (t, row) => episode.Fingers(t).CopyTo(row)));
        arrays.Add(Bytes("mode", steps, t => (byte)episode.Mode(t)));
        arrays.Add(Bytes("subtask", steps, t => episode.Subtask(t)));
        arrays.Add(Bytes("flags", steps, t => (byte)episode.Flags(t)));
        return Join(JsonBytes.Of(json => WriteHeader(json, steps, summary, arrays)), arrays);
    }

    /// <summary>A pose as x y z and (x, y, z, w).</summary>
    public static void Put(in Pose pose, Span<float> row)
    {
        (row[0], row[1], row[2]) = ((float)pose.Position.X, (float)pose.Position.Y, (float)pose.Position.Z);
        Quat q = pose.Orientation;
        (row[3], row[4], row[5], row[6]) = ((float)q.X, (float)q.Y, (float)q.Z, (float)q.W);
    }

    private static void PutAll(int objects, Func<int, Pose> pose, Span<float> row)
    {
        for (int obj = 0; obj < objects; obj++)
            Put(pose(obj), row[(7 * obj)..]);
    }

    private static void WriteHeader(
        Utf8JsonWriter json, int steps, EpisodeSummary summary, List<(string Name, int Width, byte[] Bytes)> arrays)
    {
        json.WriteStartObject();
        json.WriteNumber("steps", steps);
        json.WriteNumber("attempt", summary.Attempt);
        json.WriteString("reason", summary.Reason.ToString());
        json.WriteStartArray("arrays");
        foreach ((string name, int width, byte[] bytes) in arrays)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteNumber("width", width);
            json.WriteNumber("bytes", bytes.Length);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static byte[] Join(byte[] text, List<(string Name, int Width, byte[] Bytes)> arrays)
    {
        int padded = (text.Length + 3) & ~3;
        byte[] packet = new byte[4 + padded + arrays.Sum(array => array.Bytes.Length)];
        BinaryPrimitives.WriteInt32LittleEndian(packet, padded);
        packet.AsSpan(4, padded).Fill((byte)' ');
        text.CopyTo(packet, 4);
        int at = 4 + padded;
        foreach ((_, _, byte[] bytes) in arrays)
        {
            bytes.CopyTo(packet, at);
            at += bytes.Length;
        }

        return packet;
    }

    private delegate void RowWriter(int step, Span<float> row);

    private static (string Name, int Width, byte[] Bytes) Singles(string name, int steps, int width, RowWriter write)
    {
        byte[] bytes = new byte[steps * width * sizeof(float)];
        Span<float> values = MemoryMarshal.Cast<byte, float>(bytes.AsSpan());
        for (int t = 0; t < steps; t++)
            write(t, values.Slice(t * width, width));
        return (name, width, bytes);
    }

    private static (string Name, int Width, byte[] Bytes) Bytes(string name, int steps, Func<int, byte> value)
    {
        byte[] bytes = new byte[steps];
        for (int t = 0; t < steps; t++)
            bytes[t] = value(t);
        return (name, 1, bytes);
    }
}
