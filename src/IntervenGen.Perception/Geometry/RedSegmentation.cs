using System.Globalization;
using IntervenGen.Perception.Camera;

namespace IntervenGen.Perception.Geometry;

/// <summary>One region of a picture: which pixels, and what surrounds them.</summary>
/// <param name="Mask">Shape [height, width]; 1 inside. Owned by the segmentation and overwritten by its next picture.</param>
/// <param name="Count">Pixels inside.</param>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Right">Last column.</param>
/// <param name="Bottom">Last row.</param>
/// <param name="Total">Pixels of the colour in the whole picture.</param>
public readonly record struct ImageRegion(byte[] Mask, int Count, int Left, int Top, int Right, int Bottom, int Total);

/// <summary>Finds the largest red region of a picture.</summary>
/// <remarks>
/// A pixel is red by hue, saturation and value (HSV), so that light and shade change little. Of the red pixels the largest
/// region that hangs together (over sides, not corners) is kept. One thread at a time; allocates with the first picture only.
/// </remarks>
public sealed class RedSegmentation
{
    private byte[] _mask = [];
    private int[] _label = [], _stack = [];

    /// <summary>Largest distance of the hue from pure red, degrees.</summary>
    public double HueWithin { get; init; } = 18;

    /// <summary>Least saturation, 0 to 1: wood and skin lie below 0.5.</summary>
    public double MinSaturation { get; init; } = 0.55;

    /// <summary>Least value, 0 to 1: darker pixels have no reliable hue.</summary>
    public double MinValue { get; init; } = 0.15;

    /// <summary>Least pixels of the region: fewer do not fix a pose.</summary>
    public int MinPixels { get; init; } = 120;

    /// <summary>Most pixels of the region, as a part of the picture: more is no cube on a table.</summary>
    public double MaxOfPicture { get; init; } = 0.2;

    /// <summary>Finds the largest red region of a frame.</summary>
    /// <param name="frame">The picture.</param>
    /// <exception cref="PerceptionException">No region of a plausible size; says how many red pixels there are and what was
    /// needed.</exception>
    public ImageRegion Find(RgbdFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        int count = frame.Width * frame.Height;
        if (_mask.Length != count)
            (_mask, _label, _stack) = (new byte[count], new int[count], new int[count]);
        int total = Threshold(frame.Colour);
        (int label, int size) = LargestComponent(frame.Width, frame.Height);
        int max = (int)(MaxOfPicture * count);
        if (size < MinPixels || size > max)
        {
            throw new PerceptionException(string.Create(CultureInfo.InvariantCulture,
                $"no red cube in the picture: {total} pixels are red, the largest region has {size}; between {MinPixels} and "
                    + $"{max} were needed (is the cube in view, lit and unobstructed?)"));
        }

        return Outline(frame.Width, label, size, total);
    }

    /// <summary>Whether a colour counts as red.</summary>
    public bool IsRed(byte red, byte green, byte blue)
    {
        int max = Math.Max(red, Math.Max(green, blue)), min = Math.Min(red, Math.Min(green, blue));
        int chroma = max - min;
        if (red < max || max < 255 * MinValue || chroma < MinSaturation * max || chroma == 0)
            return false;
        // Red is the largest, so the hue is 60° (g − b) / chroma, between −60 and 60.
        return Math.Abs(60.0 * (green - blue) / chroma) <= HueWithin;
    }

    private int Threshold(byte[] colour)
    {
        int total = 0;
        for (int i = 0; i < _mask.Length; i++)
        {
            bool red = IsRed(colour[3 * i], colour[(3 * i) + 1], colour[(3 * i) + 2]);
            _mask[i] = red ? (byte)1 : (byte)0;
            total += _mask[i];
        }

        return total;
    }

    private (int Label, int Size) LargestComponent(int width, int height)
    {
        Array.Clear(_label);
        (int best, int bestSize, int next) = (0, 0, 0);
        for (int start = 0; start < _mask.Length; start++)
        {
            if (_mask[start] == 0 || _label[start] != 0)
                continue;
            int size = Flood(start, ++next, width, height);
            if (size > bestSize)
                (best, bestSize) = (next, size);
        }

        return (best, bestSize);
    }

    private int Flood(int start, int label, int width, int height)
    {
        (int depth, int size) = (0, 0);
        _stack[depth++] = start;
        _label[start] = label;
        while (depth > 0)
        {
            int at = _stack[--depth], u = at % width, v = at / width;
            size++;
            if (u > 0)
                Push(at - 1, label, ref depth);
            if (u < width - 1)
                Push(at + 1, label, ref depth);
            if (v > 0)
                Push(at - width, label, ref depth);
            if (v < height - 1)
                Push(at + width, label, ref depth);
        }

        return size;
    }

    private void Push(int at, int label, ref int depth)
    {
        if (_mask[at] == 0 || _label[at] != 0)
            return;
        _label[at] = label;
        _stack[depth++] = at;
    }

    private ImageRegion Outline(int width, int label, int size, int total)
    {
        (int left, int top, int right, int bottom) = (int.MaxValue, int.MaxValue, -1, -1);
        for (int i = 0; i < _mask.Length; i++)
        {
            bool inside = _label[i] == label && _mask[i] != 0;
            _mask[i] = inside ? (byte)1 : (byte)0;
            if (!inside)
                continue;
            (left, right) = (Math.Min(left, i % width), Math.Max(right, i % width));
            (top, bottom) = (Math.Min(top, i / width), Math.Max(bottom, i / width));
        }

        return new ImageRegion(_mask, size, left, top, right, bottom, total);
    }
}
