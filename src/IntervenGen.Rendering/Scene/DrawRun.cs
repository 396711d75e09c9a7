namespace IntervenGen.Rendering.Scene;

/// <summary>Items of one tile that one call draws.</summary>
/// <param name="Tile">The tile.</param>
/// <param name="Program">Which program: see <see cref="ProgramOf"/>.</param>
/// <param name="Mesh">The mesh; −1 for none.</param>
/// <param name="First">The first item.</param>
/// <param name="Count">Number of items.</param>
internal readonly record struct DrawRun(int Tile, int Program, int Mesh, int First, int Count)
{
    public const int Programs = 2 * ((int)ShapeKind.Mesh + 1);

    public static int ProgramOf(ShapeKind kind, bool textured) => (2 * (int)kind) + (textured ? 1 : 0);
}
