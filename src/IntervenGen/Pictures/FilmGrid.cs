using System.Globalization;
using IntervenGen.Core;

namespace IntervenGen;

/// <summary>Rows and columns of a film of many episodes.</summary>
/// <param name="Rows">Number of rows, 1 to 16.</param>
/// <param name="Columns">Number of columns, 1 to 16.</param>
public readonly record struct FilmGrid(int Rows, int Columns)
{
    /// <summary>Largest number of rows, and of columns.</summary>
    public const int Max = 16;

    /// <summary>One episode.</summary>
    public static FilmGrid One => new(1, 1);

    /// <summary>Number of episodes.</summary>
    public int Cells => Rows * Columns;

    /// <summary>Reads a size such as <c>4x4</c>.</summary>
    /// <exception cref="UsageException">It is none, or larger than can be looked at.</exception>
    public static FilmGrid Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split('x', 'X');
        return parts.Length == 2 && TryParse(parts[0], out int rows) && TryParse(parts[1], out int columns)
            ? new FilmGrid(rows, columns)
            : throw new UsageException($"a grid is '{text}'; it must be ROWSxCOLUMNS, such as 4x4, each from 1 to {Max}");
    }

    private static bool TryParse(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number is >= 1 and <= Max;
}
