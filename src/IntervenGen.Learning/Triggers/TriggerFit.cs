using IntervenGen.Core;

namespace IntervenGen.Learning.Triggers;

/// <summary>Fits triggers to data. Deterministic: the same data, options and seed give the same bytes on every machine.</summary>
public static class TriggerFit
{
    /// <summary>Units of each hidden layer of every network.</summary>
    public const int Hidden = 128;

    // Of fewer successes the policy's own say too little about a share of them.
    private const int FewSuccesses = 20;

    /// <summary>Fits a trigger.</summary>
    /// <param name="data">What to learn from; every fifth stretch of each outcome is kept for the thresholds.</param>
    /// <param name="options">Kind, limits, seed.</param>
    /// <param name="report">Told now and then how many of <see cref="StepsOf"/> are done; null for nobody.</param>
    /// <param name="cancellation">Ends the fit.</param>
    /// <exception cref="UsageException">The data lack what the kind needs, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">The fit was ended.</exception>
    public static TriggerModel Fit(
        TriggerData data, TriggerFitOptions options, Action<int>? report = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        options.Validated();
        var inputs = new TriggerInputs(Measure(data, options.Kind));
        var samples = new FitSamples(data, inputs, new FitProgress(report, cancellation));
        TriggerScore[] scores = [.. TriggerFile.ScoresOf(options.Kind).Select(name => Train(name, samples, options))];
        double[] thresholds = options.Kind == LearnedTriggerKind.Thrifty
            ? BudgetThresholds(samples, inputs, scores, options)
            : [ConformalThreshold(samples, inputs, scores[0], options)];
        TriggerPart[] parts = [.. scores.Zip(thresholds, (score, threshold) => new TriggerPart(score, threshold))];
        var header = new TriggerHeader
        {
            Kind = options.Kind,
            Task = data.Spec.Name,
            Observations = [.. data.Spec.Observations],
            ActionSize = data.Spec.ActionSize,
            Window = TriggerHistory.Window,
            Hidden = Hidden,
            Count = scores[0] switch { NoveltyScore novelty => novelty.Count, DistanceScore distance => distance.Count, _ => 0 },
            Thresholds = new(parts.ToDictionary(part => part.Score.Name, part => part.Threshold)),
            HandBack = options.Kind == LearnedTriggerKind.Thrifty
                ? new TriggerHandBack(NoveltyFit.Discrepancy((NoveltyScore)scores[0], samples), MedianRisk(samples, inputs, parts))
                : null,
            Data = [.. data.Digests],
        };
        return new TriggerModel(header, inputs, parts);
    }

    /// <summary>Number of gradient steps of a fit, over all its networks.</summary>
    public static int StepsOf(TriggerFitOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.GradientSteps * TriggerFile.ScoresOf(options.Kind).Sum(name => name switch
        {
            NoveltyScore.FileName => NoveltyFit.Policies,
            DistanceScore.FileName => 0,
            _ => 1,
        });
    }

    /// <summary>
    /// What a threshold that data give is not worth: with too few of the policy's own successes it comes from demonstrations, in which
    /// the robot is never wrong, and may stop nearly every attempt. Null where nothing is to be said.
    /// </summary>
    public static string? Warning(TriggerData data, TriggerFitOptions options)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        int own = data.Successes / FitSamples.Share;
        return options.Kind == LearnedTriggerKind.Thrifty || own >= FewSuccesses
            ? null
            : $"the policy succeeds in {data.Successes} of the attempts, and a threshold from its own needs " +
                $"{FewSuccesses * FitSamples.Share}: this one comes from demonstrations, too, and may stop far more than the share " +
                "of false alarms; add rollouts with true beliefs (igen evaluate --clean --out)";
    }

    private static TriggerScore Train(string name, FitSamples samples, TriggerFitOptions options) => name switch
    {
        FailureScore.FileName => FailureFit.Train(samples, Hidden, options),
        NoveltyScore.FileName => NoveltyFit.Train(samples, Hidden, options),
        DistanceScore.FileName => DistanceFit.Take(samples),
        _ => RiskFit.Train(samples, Hidden, options),
    };

    // What is usual is what the demonstrations show, for scores that say how unusual a state is.
    private static ObservationNormalization Measure(TriggerData data, LearnedTriggerKind kind)
    {
        bool isOfDemonstrations = kind is LearnedTriggerKind.Novelty or LearnedTriggerKind.Distance or LearnedTriggerKind.Thrifty
            && data.Demonstrations > 0;
        float[] all = [.. data.Stretches.Where(one => one.IsDemonstration || !isOfDemonstrations).SelectMany(one => one.Features)];
        return all.Length == 0
            ? throw new UsageException("the data have no step of a policy or a demonstration to learn from")
            : ObservationNormalization.Measure(all, data.FeatureSize);
    }

    // The policy's own successes, where there are enough: it is its attempts that must not be stopped for nothing.
    private static double ConformalThreshold(FitSamples samples, TriggerInputs inputs, TriggerScore score, TriggerFitOptions options)
    {
        IReadOnlyList<TriggerStretch> good = samples.OwnSuccesses;
        if (good.Count < FewSuccesses)
            good = [.. samples.Held.Where(one => one.Outcome == StretchOutcome.Success)];
        if (good.Count == 0)
            throw new UsageException("a threshold needs successes, of which a fifth is kept for it, and the data have fewer than five");
        TriggerScorePass pass = score.CreatePass();
        return SwitchThresholds.Conformal([.. good.Select(one => FitSamples.Score(pass, inputs, one).Max())], options.FalseAlarms);
    }

    // Both criteria share one budget: half of it is novelty's, and risk has what is left. Each with a budget of its own, as in
    // ThriftyDAgger, switch up to twice as often as is asked for.
    private static double[] BudgetThresholds(
        FitSamples samples, TriggerInputs inputs, TriggerScore[] scores, TriggerFitOptions options)
    {
        TriggerStretch[] driven = [.. samples.Held.Where(one => !one.IsDemonstration)];
        if (driven.Length == 0)
            throw new UsageException("a budget of switches needs attempts of the policy, and the data have fewer than five");
        TriggerScorePass novelty = scores[0].CreatePass(), risk = scores[1].CreatePass();
        double[][] novelties = [.. driven.Select(one => FitSamples.Score(novelty, inputs, one))];
        double[][] risks = [.. driven.Select(one => FitSamples.Score(risk, inputs, one))];
        double high = SwitchThresholds.OfBudget(novelties, options.Budget / 2);
        // A step that novelty stops anyway stands above every threshold of risk.
        double[][] either = [.. risks.Zip(
            novelties, (risky, novel) => risky.Zip(novel, (r, n) => n > high ? double.MaxValue : r).ToArray())];
        return [high, SwitchThresholds.OfBudget(either, options.Budget) is var level and < double.MaxValue ? level : 1];
    }

    // Over the steps that the policy drives until it is stopped.
    private static double MedianRisk(FitSamples samples, TriggerInputs inputs, TriggerPart[] parts)
    {
        TriggerScorePass[] passes = [.. parts.Select(part => part.Score.CreatePass())];
        var risks = new List<double>();
        foreach (TriggerStretch stretch in samples.Held.Where(one => !one.IsDemonstration))
        {
            double[][] scores = [.. passes.Select(pass => FitSamples.Score(pass, inputs, stretch))];
            for (int step = 0; step < stretch.Steps; step++)
            {
                risks.Add(scores[^1][step]);
                if (scores[0][step] > parts[0].Threshold || scores[^1][step] > parts[^1].Threshold)
                    break;
            }
        }

        return SwitchThresholds.Quantile([.. risks], 0.5);
    }
}
