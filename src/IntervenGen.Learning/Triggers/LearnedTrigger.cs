using IntervenGen.Core;

namespace IntervenGen.Learning.Triggers;

/// <summary>A learned trigger at work on one lane or arm: it sees observations and the actions that are proposed, and no truth.</summary>
/// <remarks>One thread; allocates nothing after construction. Once it has fired it fires until the policy acts again.</remarks>
public sealed class LearnedTrigger : ITrigger, IActionJudge
{
    private readonly TriggerModel _model;
    private readonly TriggerHistory _history;
    private readonly TriggerScorePass[] _passes;
    private readonly float[] _observation, _features;
    private readonly double[] _scores;
    private bool _hasFired;

    internal LearnedTrigger(TriggerModel model)
    {
        _model = model;
        _history = new TriggerHistory(model.ObservationSize);
        _passes = [.. model.Parts.Select(part => part.Score.CreatePass())];
        _scores = new double[_passes.Length];
        _observation = new float[model.ObservationSize];
        _features = new float[TriggerHistory.Size(model.ObservationSize)];
    }

    /// <inheritdoc/>
    public bool JudgesActions => true;

    /// <inheritdoc/>
    public void Begin(IEnvironment environment, in EpisodeKey key) => Begin();

    /// <inheritdoc/>
    public void Begin()
    {
        _history.Clear();
        _hasFired = false;
    }

    /// <inheritdoc/>
    public void HandBack(IEnvironment environment) => Begin();

    /// <inheritdoc/>
    public bool Fires(IEnvironment environment, bool answered) => false;

    /// <inheritdoc/>
    public bool FiresOn(IEnvironment environment, ReadOnlySpan<float> action, bool answered)
    {
        ArgumentNullException.ThrowIfNull(environment);
        environment.Observe(_observation);
        return Judge(_observation, action);
    }

    /// <inheritdoc/>
    public bool Judge(ReadOnlySpan<float> observation, ReadOnlySpan<float> action)
    {
        Score(observation, action);
        for (int part = 0; part < _passes.Length && !_hasFired; part++)
            _hasFired = _scores[part] > _model.Parts[part].Threshold;
        return _hasFired;
    }

    /// <inheritdoc/>
    public bool GivesBack(IEnvironment environment, ReadOnlySpan<float> proposed, ReadOnlySpan<float> chosen)
    {
        ArgumentNullException.ThrowIfNull(environment);
        environment.Observe(_observation);
        return GivesBack(_observation, proposed, chosen);
    }

    /// <inheritdoc/>
    public bool GivesBack(ReadOnlySpan<float> observation, ReadOnlySpan<float> proposed, ReadOnlySpan<float> chosen)
    {
        // The history goes on while somebody else drives.
        Score(observation, proposed);
        if (_model.HandBack is not { } limits)
            return false;
        double difference = 0;
        for (int i = 0; i < proposed.Length; i++)
            difference += (proposed[i] - chosen[i]) * (double)(proposed[i] - chosen[i]);
        if (difference >= limits.Discrepancy || _scores[^1] >= limits.Risk)
            return false;
        _hasFired = false;
        return true;
    }

    private void Score(ReadOnlySpan<float> observation, ReadOnlySpan<float> action)
    {
        _history.Add(observation, _features);
        _model.Inputs.Apply(_features);
        for (int part = 0; part < _passes.Length; part++)
            _scores[part] = _passes[part].Of(_features, action);
    }
}
