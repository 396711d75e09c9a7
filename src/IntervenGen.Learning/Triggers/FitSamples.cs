using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Learning.Triggers;

/// <summary>The stretches that a score is trained on, as one list of normalised steps, and those kept apart for its threshold.</summary>
/// <remarks>Of every five stretches of one kind and outcome, the last is for the threshold: whole stretches, never single steps.</remarks>
internal sealed class FitSamples
{
    /// <summary>Of so many stretches of one kind and outcome one is kept apart.</summary>
    public const int Share = 5;

    private readonly float[] _features, _actions;
    private readonly int[] _rows;

    public FitSamples(TriggerData data, TriggerInputs inputs, FitProgress progress)
    {
        Progress = progress;
        (Features, Actions) = (data.FeatureSize, data.Spec.ActionSize);
        var training = new List<TriggerStretch>();
        var held = new List<TriggerStretch>();
        foreach (IGrouping<(bool, StretchOutcome), TriggerStretch> alike in
            data.Stretches.GroupBy(one => (one.IsDemonstration, one.Outcome)))
        {
            int index = 0;
            foreach (TriggerStretch stretch in alike)
                (index++ % Share == Share - 1 ? held : training).Add(stretch);
        }

        (Training, Held) = (training, held);
        int steps = training.Sum(stretch => stretch.Steps);
        (_features, _actions, _rows) = (new float[(long)steps * Features], new float[(long)steps * Actions], new int[training.Count + 1]);
        for (int i = 0; i < training.Count; i++)
        {
            TriggerStretch stretch = training[i];
            int first = _rows[i];
            stretch.Features.CopyTo(_features, first * Features);
            stretch.Actions.CopyTo(_actions, first * Actions);
            for (int step = first; step < first + stretch.Steps; step++)
                inputs.Apply(_features.AsSpan(step * Features, Features));
            _rows[i + 1] = first + stretch.Steps;
        }
    }

    /// <summary>Told of every gradient step.</summary>
    public FitProgress Progress { get; }

    /// <summary>Number of features of a step.</summary>
    public int Features { get; }

    /// <summary>Number of components of an action.</summary>
    public int Actions { get; }

    /// <summary>The stretches that are trained on.</summary>
    public IReadOnlyList<TriggerStretch> Training { get; }

    /// <summary>The stretches kept apart.</summary>
    public IReadOnlyList<TriggerStretch> Held { get; }

    /// <summary>The policy's own successes among those kept apart: attempts that must not be stopped for nothing.</summary>
    public IReadOnlyList<TriggerStretch> OwnSuccesses =>
        [.. Held.Where(one => !one.IsDemonstration && one.Outcome == StretchOutcome.Success)];

    /// <summary>Normalised features of a training step.</summary>
    public ReadOnlySpan<float> FeaturesOf(int row) => _features.AsSpan(row * Features, Features);

    /// <summary>Action of a training step.</summary>
    public ReadOnlySpan<float> ActionOf(int row) => _actions.AsSpan(row * Actions, Actions);

    /// <summary>Rows of a training stretch's steps: from First up to, but not including, End.</summary>
    public (int First, int End) RowsOf(int stretch) => (_rows[stretch], _rows[stretch + 1]);

    /// <summary>The rows of the training stretches that are chosen.</summary>
    public int[] Rows(Func<TriggerStretch, bool> choose) => [.. Enumerable.Range(0, Training.Count)
        .Where(i => choose(Training[i])).SelectMany(i => Enumerable.Range(_rows[i], _rows[i + 1] - _rows[i]))];

    /// <summary>Scores of every step of a stretch.</summary>
    public static double[] Score(TriggerScorePass pass, TriggerInputs inputs, TriggerStretch stretch)
    {
        int features = stretch.Features.Length / stretch.Steps, actions = stretch.Actions.Length / stretch.Steps;
        var row = new float[features];
        var scores = new double[stretch.Steps];
        for (int step = 0; step < scores.Length; step++)
        {
            stretch.Features.AsSpan(step * features, features).CopyTo(row);
            inputs.Apply(row);
            scores[step] = pass.Of(row, stretch.Actions.AsSpan(step * actions, actions));
        }

        return scores;
    }

    /// <summary>The stream of random numbers for one network.</summary>
    public static CounterRandom Stream(ulong seed, RandomPurpose purpose, int network) => new(seed, (ulong)network, (uint)purpose);
}
