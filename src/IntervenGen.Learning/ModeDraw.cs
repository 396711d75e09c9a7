using IntervenGen.Numerics;

namespace IntervenGen.Learning;

/// <summary>Chooses a mode of a mixture by its logits.</summary>
internal static class ModeDraw
{
    /// <summary>Standard deviation of actions around their mode with low-noise evaluation, robomimic's.</summary>
    public const double Noise = 1e-4;

    /// <summary>The most likely mode, or one drawn by weight.</summary>
    /// <param name="logits">Shape [modes].</param>
    /// <param name="weights">Scratch, shape [modes].</param>
    /// <param name="greedy">Whether to take the most likely one, without drawing.</param>
    /// <param name="random">The episode's stream.</param>
    public static int Draw(ReadOnlySpan<float> logits, Span<double> weights, bool greedy, ref CounterRandom random)
    {
        int likely = 0;
        for (int k = 1; k < logits.Length; k++)
            likely = logits[k] > logits[likely] ? k : likely;
        if (greedy)
            return likely;
        double total = 0;
        for (int k = 0; k < logits.Length; k++)
            total += weights[k] = Math.Exp(logits[k] - logits[likely]);
        double point = random.NextDouble() * total;
        int mode = 0;
        while (mode < logits.Length - 1 && point >= weights[mode])
            point -= weights[mode++];
        return mode;
    }
}
