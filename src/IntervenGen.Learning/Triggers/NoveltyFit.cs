using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Learning.Triggers;

/// <summary>Trains the ensemble: small deterministic policies, each on a bootstrap sample of the demonstrations' steps.</summary>
internal static class NoveltyFit
{
    /// <summary>Number of policies, as in ThriftyDAgger.</summary>
    public const int Policies = 5;

    private const int Batch = 100;
    private const float Rate = 1e-3f;

    public static NoveltyScore Train(FitSamples samples, int hidden, TriggerFitOptions options)
    {
        int[] steps = samples.Rows(one => one.IsDemonstration);
        return steps.Length == 0
            ? throw new UsageException("novelty needs demonstrations to be new to, and the data have none: give those of the policy")
            : new NoveltyScore([.. Enumerable.Range(0, Policies).Select(k => Train(samples, steps, hidden, options, k))]);
    }

    /// <summary>Mean squared difference, summed over the components, of the ensemble's mean action from the demonstrated one.</summary>
    public static double Discrepancy(NoveltyScore ensemble, FitSamples samples)
    {
        EnsembleMean mean = ensemble.CreateMean();
        int[] steps = samples.Rows(one => one.IsDemonstration);
        double sum = 0;
        foreach (int step in steps)
        {
            ReadOnlySpan<double> action = mean.Of(samples.FeaturesOf(step));
            ReadOnlySpan<float> demonstrated = samples.ActionOf(step);
            for (int i = 0; i < action.Length; i++)
                sum += (action[i] - demonstrated[i]) * (action[i] - demonstrated[i]);
        }

        return sum / steps.Length;
    }

    private static Perceptron Train(FitSamples samples, int[] steps, int hidden, TriggerFitOptions options, int index)
    {
        int inputs = samples.Features, size = samples.Actions;
        var network = new Perceptron(inputs, hidden, size);
        CounterRandom weights = FitSamples.Stream(options.Seed, RandomPurpose.Weights, index);
        CounterRandom picks = FitSamples.Stream(options.Seed, RandomPurpose.Batches, index);
        network.Draw(ref weights);
        int[] bootstrap = new int[steps.Length];
        for (int i = 0; i < bootstrap.Length; i++)
            bootstrap[i] = steps[picks.NextInt32(steps.Length)];
        var trainer = new PerceptronTrainer(network, Batch);
        int stride = DenseMath.Pad(size);
        float[] x = new float[Batch * inputs], wanted = new float[Batch * size], slope = new float[Batch * stride];
        for (int step = 0; step < options.GradientSteps; step++)
        {
            for (int row = 0; row < Batch; row++)
            {
                int sample = bootstrap[picks.NextInt32(bootstrap.Length)];
                samples.FeaturesOf(sample).CopyTo(x.AsSpan(row * inputs));
                samples.ActionOf(sample).CopyTo(wanted.AsSpan(row * size));
            }

            Span<float> output = trainer.Forward(x, Batch);
            DenseMath.Tanh(output);
            for (int i = 0; i < Batch * size; i++)
            {
                int at = (i / size * stride) + (i % size);
                float value = output[at];
                slope[at] = 2 * (value - wanted[i]) * (1 - (value * value)) / Batch;
            }

            trainer.Step(x, slope, Batch, Rate);
            samples.Progress.Step();
        }

        return network;
    }
}
