using IntervenGen.Learning;

namespace IntervenGen.Cli.Tests;

/// <summary>Compares policies by what they compute with.</summary>
internal static class Weights
{
    public static void AssertSame(string expected, string actual)
    {
        Checkpoint first = Checkpoint.Load(expected), second = Checkpoint.Load(actual);
        Assert.Equal(first.Facts.GradientSteps, second.Facts.GradientSteps);
        Assert.Equal(first.Facts.Notes, second.Facts.Notes);
        Assert.Equal(first.Weights.Count, second.Weights.Count);
        for (int i = 0; i < first.Weights.Count; i++)
            Assert.True(first.Weights[i].Values.AsSpan().SequenceEqual(second.Weights[i].Values), first.Weights[i].Name);
    }
}
