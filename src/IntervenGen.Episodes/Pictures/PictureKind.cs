namespace IntervenGen.Episodes.Pictures;

/// <summary>What a picture's numbers are.</summary>
public enum PictureKind
{
    /// <summary>Red, green, blue: bytes, shape [height, width, 3].</summary>
    Rgb = 0,

    /// <summary>Distance along the optical axis: 16-bit numbers in units of <see cref="PictureFormat.DepthUnit"/>, shape [height, width];
    /// 0 where nothing is, or nothing near enough.</summary>
    Depth = 1,

    /// <summary>What is seen: 16-bit numbers, shape [height, width]; 0 for nothing, otherwise 1 + the row of
    /// <see cref="PictureFormat.Labels"/>.</summary>
    Segmentation = 2,
}

/// <summary>Names of kinds of pictures, as in files and options.</summary>
public static class PictureKinds
{
    private static readonly string[] s_names = ["rgb", "depth", "segmentation"];

    /// <summary>All names, in the order of the enumeration.</summary>
    public static IReadOnlyList<string> Names => s_names;

    /// <summary>The kind's name: rgb, depth, segmentation.</summary>
    public static string Name(this PictureKind kind) => s_names[(int)kind];

    /// <summary>The kind of a name; false where there is none.</summary>
    public static bool TryParse(string name, out PictureKind kind)
    {
        int index = Array.IndexOf(s_names, name);
        kind = (PictureKind)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>Bytes of a pixel: 3 colours, or one 16-bit number.</summary>
    public static int PixelBytes(this PictureKind kind) => kind == PictureKind.Rgb ? 3 : sizeof(ushort);
}
