using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Learning.Triggers;

/// <summary>Trains the two critics: the probability that a step's action leads to success, if the policy goes on.</summary>
/// <remarks>
/// ThriftyDAgger's Q of success: reward 1 on the successful last step, y = r + γ (1 − d) min(Q₁', Q₂')(s', a'), loss MSE of both,
/// targets that follow slowly, a tenth of each batch successes. Two differences: a' is the action that was carried out next, since
/// the data are the policy's own, where the original takes its ensemble's; and an attempt cut by its horizon is a failure (d = 1,
/// r = 0) always, where the original drops some and keeps others. Steps before somebody else took over have no known next action
/// of the policy and are left out, so that a rescued mistake is not mistaken for a harmless one.
/// </remarks>
internal sealed class RiskFit
{
    /// <summary>Discount per step.</summary>
    public const float Discount = 0.9999f;

    private const int Batch = 50, Positives = 5, FollowEvery = 2;
    private const float Rate = 1e-3f, Keep = 0.995f;

    private readonly FitSamples _samples;
    private readonly int _inputs;
    private readonly Perceptron[] _critics, _targets;
    private readonly PerceptronTrainer[] _trainers;
    private readonly PerceptronPass _pass;
    private readonly float[] _now, _next, _goal, _slope;

    private RiskFit(FitSamples samples, int hidden, TriggerFitOptions options)
    {
        _samples = samples;
        _inputs = samples.Features + samples.Actions;
        _critics = [new Perceptron(_inputs, hidden, 1), new Perceptron(_inputs, hidden, 1)];
        _targets = [new Perceptron(_inputs, hidden, 1), new Perceptron(_inputs, hidden, 1)];
        for (int k = 0; k < _critics.Length; k++)
        {
            CounterRandom weights = FitSamples.Stream(options.Seed, RandomPurpose.Weights, 100 + k);
            _critics[k].Draw(ref weights);
            // The targets begin as these critics: of an earlier network nothing is left.
            _targets[k].CopyFrom(_critics[k]);
        }

        _trainers = [.. _critics.Select(critic => new PerceptronTrainer(critic, Batch))];
        _pass = new PerceptronPass(hidden, 1, Batch);
        (_now, _next, _goal) = (new float[Batch * _inputs], new float[Batch * _inputs], new float[Batch]);
        _slope = new float[Batch * DenseMath.Pad(1)];
    }

    public static RiskScore Train(FitSamples samples, int hidden, TriggerFitOptions options)
    {
        (int[] rows, HashSet<int> ends, int[] successes) = Transitions(samples);
        if (successes.Length == 0 || ends.Count == successes.Length)
        {
            throw new UsageException(
                $"a risk needs attempts that succeeded and attempts that failed, and the data have {successes.Length} and " +
                $"{ends.Count - successes.Length}: give rollouts with their failed trials (igen evaluate --out), and demonstrations");
        }

        var fit = new RiskFit(samples, hidden, options);
        CounterRandom picks = FitSamples.Stream(options.Seed, RandomPurpose.Batches, 100);
        var succeeded = new HashSet<int>(successes);
        for (int step = 0; step < options.GradientSteps; step++)
        {
            for (int row = 0; row < Batch; row++)
            {
                int sample = row < Positives ? successes[picks.NextInt32(successes.Length)] : rows[picks.NextInt32(rows.Length)];
                fit.Fill(row, sample, ends.Contains(sample), succeeded.Contains(sample));
            }

            fit.Step(follow: step % FollowEvery == FollowEvery - 1);
            samples.Progress.Step();
        }

        return new RiskScore(fit._critics[0], fit._critics[1]);
    }

    /// <summary>The goal of a transition, by hand.</summary>
    /// <param name="reward">1 on a successful last step, else 0.</param>
    /// <param name="isEnd">Whether the attempt ended.</param>
    /// <param name="first">The first target's estimate for the next step.</param>
    /// <param name="second">The second target's estimate.</param>
    public static float Goal(float reward, bool isEnd, float first, float second) =>
        isEnd ? reward : reward + (Discount * Math.Min(first, second));

    private static (int[] Rows, HashSet<int> Ends, int[] Successes) Transitions(FitSamples samples)
    {
        var rows = new List<int>();
        var ends = new HashSet<int>();
        var successes = new List<int>();
        for (int i = 0; i < samples.Training.Count; i++)
        {
            (int first, int end) = samples.RowsOf(i);
            StretchOutcome outcome = samples.Training[i].Outcome;
            int last = outcome == StretchOutcome.Corrected ? end - 1 : end;
            rows.AddRange(Enumerable.Range(first, Math.Max(0, last - first)));
            if (outcome == StretchOutcome.Corrected)
                continue;
            ends.Add(end - 1);
            if (outcome == StretchOutcome.Success)
                successes.Add(end - 1);
        }

        return ([.. rows], ends, [.. successes]);
    }

    private void Fill(int row, int sample, bool isEnd, bool isSuccess)
    {
        Write(_now, row, sample);
        Write(_next, row, isEnd ? sample : sample + 1);
        // Marks what needs no estimate of a next step.
        _goal[row] = isEnd ? (isSuccess ? 1 : 0) : float.NaN;
    }

    private void Write(float[] to, int row, int sample)
    {
        _samples.FeaturesOf(sample).CopyTo(to.AsSpan(row * _inputs));
        _samples.ActionOf(sample).CopyTo(to.AsSpan((row * _inputs) + _samples.Features));
    }

    private void Step(bool follow)
    {
        int stride = DenseMath.Pad(1);
        Span<float> first = stackalloc float[Batch];
        Estimate(_targets[0], first);
        Span<float> second = stackalloc float[Batch];
        Estimate(_targets[1], second);
        for (int row = 0; row < Batch; row++)
            _goal[row] = float.IsNaN(_goal[row]) ? Goal(0, false, first[row], second[row]) : _goal[row];
        for (int k = 0; k < _critics.Length; k++)
        {
            Span<float> output = _trainers[k].Forward(_now, Batch);
            DenseMath.Sigmoid(output);
            for (int row = 0; row < Batch; row++)
            {
                float value = output[row * stride];
                _slope[row * stride] = 2 * (value - _goal[row]) * value * (1 - value) / Batch;
            }

            _trainers[k].Step(_now, _slope, Batch, Rate);
            if (follow)
                _targets[k].Follow(_critics[k], Keep);
        }
    }

    private void Estimate(Perceptron target, Span<float> values)
    {
        Span<float> output = _pass.Evaluate(target, _next, Batch);
        DenseMath.Sigmoid(output);
        for (int row = 0; row < Batch; row++)
            values[row] = output[row * DenseMath.Pad(1)];
    }
}
