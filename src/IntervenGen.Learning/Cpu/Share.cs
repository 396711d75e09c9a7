namespace IntervenGen.Learning.Cpu;

/// <summary>A part's share of a number of units: [<see cref="Begin"/>, <see cref="End"/>).</summary>
internal readonly struct Share(int count, int part, int parts)
{
    public int Begin { get; } = (int)((long)count * part / parts);

    public int End { get; } = (int)((long)count * (part + 1) / parts);
}
