namespace IntervenGen.Tasks.Tests;

/// <summary>Indices of the built-in tasks' objects and subtasks, in the order of their files.</summary>
internal static class Index
{
    public const int Nut = 0, Peg = 1;

    public const int Block = 0;

    public const int Piece = 0, Base = 1;

    public const int Pod = 0, Machine = 1, Holder = 2;

    public const int Grasp = 0, Place = 1;
}
