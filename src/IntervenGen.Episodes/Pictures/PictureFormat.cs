using System.Buffers;
using System.IO.Hashing;
using System.Text.Encodings.Web;
using System.Text.Json;
using IntervenGen.Core;

namespace IntervenGen.Episodes.Pictures;

/// <summary>What a file of pictures holds: one kind of picture of one camera for every step of a dataset.</summary>
public sealed record PictureFormat
{
    /// <summary>Metres per unit of depth: 0.1 mm, so that 16 bits reach 6.55 m.</summary>
    public const double DepthUnit = 1e-4;

    private const string FormatName = "intervengen-pictures";
    private const int FormatVersion = 1;

    private static readonly JsonWriterOptions s_writerOptions = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Digest of the dataset that the pictures are of.</summary>
    public required string Dataset { get; init; }

    /// <summary>The camera.</summary>
    public required PictureCamera Camera { get; init; }

    /// <summary>What the numbers are.</summary>
    public required PictureKind Kind { get; init; }

    /// <summary>What drew them, and whatever else decides a pixel: pictures of two renderers are not mixed.</summary>
    public required string Renderer { get; init; }

    /// <summary>What a segmentation's numbers mean: number 1 is the first row.</summary>
    public IReadOnlyList<PictureLabel> Labels { get; init; } = [];

    /// <summary>Counts and hash, once every episode has its pictures.</summary>
    public PictureTotals? Totals { get; init; }

    /// <summary>Bytes of one picture: [height, width, 3] bytes, or [height, width] 16-bit numbers, little-endian, top row first.</summary>
    public int PictureBytes => Camera.Width * Camera.Height * Kind.PixelBytes();

    /// <summary>Name of the pair of files: <c>agentview-rgb</c>.</summary>
    internal string FileName => NameOf(Camera.Name, Kind);

    internal static string NameOf(string camera, PictureKind kind) => $"{camera}-{kind.Name()}";

    /// <summary>Whether pictures of another description can stand in the same file.</summary>
    internal bool Continues(PictureFormat other) =>
        (this with { Totals = null }).Write("").AsSpan().SequenceEqual((other with { Totals = null }).Write(""));

    internal byte[] ToJson() => Write($"{XxHash3.HashToUInt64(Write("")):x16}");

    /// <exception cref="EpisodeFormatException">Not a description of pictures, a newer one, or a damaged one.</exception>
    internal static PictureFormat Read(string path)
    {
        byte[] text = StoreFolder.ReadSmall(path);
        JsonDocument document;
        try
        {
            document = StrictJson.Parse(text);
        }
        catch (JsonException exception)
        {
            StoreFault.Damaged(path, -1, "text", $"is not valid JSON ({exception.Message})", "a JSON object").Throw(exception);
            throw;
        }

        using (document)
        {
            try
            {
                return Parse(new ManifestReader(document.RootElement, path, ""));
            }
            catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or FormatException)
            {
                StoreFault.Damaged(path, -1, "text", $"has characters that cannot be ({exception.Message})", "UTF-8").Throw(exception);
                throw;
            }
        }
    }

    private static PictureFormat Parse(ManifestReader json)
    {
        json.ExpectFormat(FormatName, FormatVersion);
        if (!PictureKinds.TryParse(json.String("kind"), out PictureKind kind))
            json.Refuse("key 'kind'", $"'{json.String("kind")}'", string.Join(", ", PictureKinds.Names));
        json.String("element");
        json.Double("unit");
        var format = new PictureFormat
        {
            Dataset = json.String("dataset"),
            Camera = PictureCamera.Read(json.Object("camera")),
            Kind = kind,
            Renderer = json.String("renderer"),
            Labels = json.Array("labels", PictureLabel.Read),
            Totals = !json.Boolean("complete") ? null
                : new PictureTotals(json.Int32("episodes"), json.Int64("pictures"), json.Int64("bytes"), json.String("digest")),
        };
        string hash = json.String("hash");
        json.Close(true);
        string expected = $"{XxHash3.HashToUInt64(format.Write("")):x16}";
        if (hash != expected)
            json.Refuse("hash", hash, expected);
        return format;
    }

    private byte[] Write(string hash)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, s_writerOptions))
        {
            json.WriteStartObject();
            json.WriteString("format", FormatName);
            json.WriteNumber("formatVersion", FormatVersion);
            json.WriteString("dataset", Dataset);
            Camera.WriteTo(json);
            json.WriteString("kind", Kind.Name());
            json.WriteString("element", Kind == PictureKind.Rgb ? "u8" : "u16");
            json.WriteNumber("unit", Kind == PictureKind.Depth ? DepthUnit : 1);
            json.WriteString("renderer", Renderer);
            json.WriteStartArray("labels");
            foreach (PictureLabel label in Labels)
                label.WriteTo(json);
            json.WriteEndArray();
            json.WriteBoolean("complete", Totals is not null);
            if (Totals is { } totals)
            {
                json.WriteNumber("episodes", totals.Episodes);
                json.WriteNumber("pictures", totals.Pictures);
                json.WriteNumber("bytes", totals.Bytes);
                json.WriteString("digest", totals.Digest);
            }

            json.WriteString("hash", hash);
            json.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }
}

/// <summary>Counts of a whole file of pictures.</summary>
/// <param name="Episodes">Episodes that have pictures: all of the dataset.</param>
/// <param name="Pictures">Pictures: as many as steps.</param>
/// <param name="Bytes">Length of the file.</param>
/// <param name="Digest">XxHash128 of the blocks' hashes, in order.</param>
public sealed record PictureTotals(int Episodes, long Pictures, long Bytes, string Digest);

/// <summary>What a number of a segmentation stands for.</summary>
/// <param name="Geom">The shape's name in the model; empty where it has none.</param>
/// <param name="Body">The body it belongs to.</param>
/// <param name="Object">The task's object that it is a part of; empty for robot and room.</param>
public sealed record PictureLabel(string Geom, string Body, string Object)
{
    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("geom", Geom);
        json.WriteString("body", Body);
        json.WriteString("object", Object);
        json.WriteEndObject();
    }

    internal static PictureLabel Read(ManifestReader json) =>
        json.Close(new PictureLabel(json.String("geom"), json.String("body"), json.String("object")));
}
