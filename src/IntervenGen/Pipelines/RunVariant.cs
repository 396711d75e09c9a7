namespace IntervenGen;

/// <summary>One of the runs that a file describes: a variant with one combination of a sweep's values.</summary>
/// <param name="Name">Its name, such as <c>small-seed-2</c>; empty where the file describes one run.</param>
/// <param name="Group">The name without the seed: runs that differ in it alone are reported together.</param>
/// <param name="File">The file as it reads for this run.</param>
internal sealed record RunVariant(string Name, string Group, RunFile File);
