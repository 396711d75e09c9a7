using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Learning.Triggers;

/// <summary>Trains the classifier: does the attempt that a step belongs to fail?</summary>
/// <remarks>
/// Every step has its attempt's outcome as its label, so that before a mistake shows the answer is the share of failures, and after
/// it nearly certain. Half of every batch are steps of failures, however rare they are. Cross entropy, Adam.
/// </remarks>
internal static class FailureFit
{
    private const int Batch = 100;
    private const float Rate = 1e-3f;

    public static FailureScore Train(FitSamples samples, int hidden, TriggerFitOptions options)
    {
        int[] failed = samples.Rows(one => !one.IsDemonstration && one.Outcome != StretchOutcome.Success);
        int[] good = samples.Rows(one => one.Outcome == StretchOutcome.Success);
        if (failed.Length == 0 || good.Length == 0)
        {
            throw new UsageException(
                $"a classifier needs failures and successes, and the data have {failed.Length} steps of failures and {good.Length} of " +
                "successes: give rollouts with their failed trials (igen evaluate --out), and demonstrations");
        }

        int inputs = samples.Features + samples.Actions;
        var network = new Perceptron(inputs, hidden, 1);
        CounterRandom weights = FitSamples.Stream(options.Seed, RandomPurpose.Weights, 0);
        CounterRandom picks = FitSamples.Stream(options.Seed, RandomPurpose.Batches, 0);
        network.Draw(ref weights);
        var trainer = new PerceptronTrainer(network, Batch);
        float[] x = new float[Batch * inputs], slope = new float[Batch * DenseMath.Pad(1)];
        for (int step = 0; step < options.GradientSteps; step++)
        {
            for (int row = 0; row < Batch; row++)
            {
                int[] from = row < Batch / 2 ? failed : good;
                int sample = from[picks.NextInt32(from.Length)];
                samples.FeaturesOf(sample).CopyTo(x.AsSpan(row * inputs));
                samples.ActionOf(sample).CopyTo(x.AsSpan((row * inputs) + samples.Features));
            }

            Span<float> output = trainer.Forward(x, Batch);
            DenseMath.Sigmoid(output);
            int stride = output.Length / Batch;
            for (int row = 0; row < Batch; row++)
                slope[row * stride] = (output[row * stride] - (row < Batch / 2 ? 1 : 0)) / Batch;
            trainer.Step(x, slope, Batch, Rate);
            samples.Progress.Step();
        }

        return new FailureScore(network);
    }
}
