using System.Numerics;
using IntervenGen.Interop.MuJoCo;

namespace IntervenGen.Rendering.Scene;

/// <summary>The textures of a model: flat ones as layers of one size, the sky as a cube, cubes around shapes as their mean
/// colour.</summary>
internal sealed class TextureTable
{
    // mjtTexture.
    private const int Flat = 0, Cube = 1, Sky = 2;
    private const int MaxSide = 1024, Channels = 3;

    private readonly int[] _layers;
    private readonly Vector3[] _means;

    public TextureTable(MjModel model)
    {
        int count = model.Size("ntex");
        _layers = new int[count];
        _means = new Vector3[count];
        if (count == 0)
            return;
        ReadOnlySpan<int> types = model.Integers("tex_type"), heights = model.Integers("tex_height"), widths = model.Integers("tex_width");
        byte[][] pixels = [.. Enumerable.Range(0, count).Select(texture => PixelsOf(model, texture))];
        for (int texture = 0; texture < count; texture++)
        {
            _layers[texture] = types[texture] == Flat ? Layers++ : -1;
            _means[texture] = types[texture] == Cube ? Mean(pixels[texture]) : Vector3.One;
            if (types[texture] == Flat)
                Side = Math.Max(Side, Math.Min(MaxSide, Math.Max(heights[texture], widths[texture])));
            if (types[texture] == Sky)
                (SkyPixels, SkySide) = (pixels[texture], widths[texture]);
        }

        LayerPixels = new byte[Layers * Side * Side * Channels];
        for (int texture = 0; texture < count; texture++)
        {
            if (_layers[texture] >= 0)
                Scale(pixels[texture], widths[texture], heights[texture], LayerPixels.AsSpan(_layers[texture] * Side * Side * Channels));
        }
    }

    /// <summary>Number of flat textures, and pixels along a side of each.</summary>
    public int Layers { get; }

    public int Side { get; } = 1;

    /// <summary>Red, green and blue of all layers.</summary>
    public byte[] LayerPixels { get; } = [];

    /// <summary>Faces of the sky one below the other, or one for all; empty for none.</summary>
    public byte[] SkyPixels { get; } = [];

    public int SkySide { get; }

    public int LayerOf(int texture) => texture < 0 ? -1 : _layers[texture];

    /// <summary>The colour by which a texture that is not drawn colours a shape.</summary>
    public Vector3 MeanOf(int texture) => texture < 0 ? Vector3.One : _means[texture];

    private static byte[] PixelsOf(MjModel model, int texture)
    {
        bool isNew = model.HasField("tex_data");
        int channels = isNew ? model.Integers("tex_nchannel")[texture] : Channels;
        int count = model.Integers("tex_height")[texture] * model.Integers("tex_width")[texture];
        int first = 0;
        for (int before = 0; before < texture; before++)
        {
            first += model.Integers("tex_height")[before] * model.Integers("tex_width")[before]
                * (isNew ? model.Integers("tex_nchannel")[before] : Channels);
        }

        ReadOnlySpan<byte> from = model.Bytes(isNew ? "tex_data" : "tex_rgb").Slice(first, count * channels);
        var rgb = new byte[count * Channels];
        for (int i = 0; i < count; i++)
        {
            for (int k = 0; k < Channels; k++)
                rgb[(i * Channels) + k] = from[(i * channels) + Math.Min(k, channels - 1)];
        }

        return rgb;
    }

    private static Vector3 Mean(byte[] rgb)
    {
        Vector3 sum = default;
        for (int i = 0; i < rgb.Length; i += Channels)
            sum += new Vector3(rgb[i], rgb[i + 1], rgb[i + 2]);
        return sum * Channels / (Math.Max(1, rgb.Length) * 255f);
    }

    // To the size that all layers have; between pixels it is mixed.
    private void Scale(byte[] from, int width, int height, Span<byte> to)
    {
        for (int y = 0; y < Side; y++)
        {
            for (int x = 0; x < Side; x++)
            {
                float u = Math.Clamp(((x + 0.5f) * width / Side) - 0.5f, 0, width - 1);
                float v = Math.Clamp(((y + 0.5f) * height / Side) - 0.5f, 0, height - 1);
                int left = (int)u, top = (int)v, right = Math.Min(left + 1, width - 1), low = Math.Min(top + 1, height - 1);
                for (int k = 0; k < Channels; k++)
                {
                    float At(int column, int row) => from[(((row * width) + column) * Channels) + k];
                    float upper = float.Lerp(At(left, top), At(right, top), u - left);
                    float lower = float.Lerp(At(left, low), At(right, low), u - left);
                    to[(((y * Side) + x) * Channels) + k] = (byte)(float.Lerp(upper, lower, v - top) + 0.5f);
                }
            }
        }
    }
}
