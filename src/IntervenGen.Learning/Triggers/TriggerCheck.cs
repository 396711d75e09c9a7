namespace IntervenGen.Learning.Triggers;

/// <summary>How a trigger fares on attempts that a policy made alone.</summary>
/// <param name="Attempts">Number of attempts.</param>
/// <param name="Failures">Number of them that failed.</param>
/// <param name="Alarms">Attempts in which it fires.</param>
/// <param name="RightAlarms">Failed attempts in which it fires.</param>
/// <param name="MedianDelay">Median number of control steps from the first contact to the firing, over failed attempts that have both;
/// negative where it fires before the contact. Null where there is none.</param>
/// <param name="BeforeContact">Failed attempts with a contact in which it fires before the contact.</param>
/// <param name="StepsDriven">Steps that the policy drives until it is stopped.</param>
public sealed record TriggerScoreCard(
    int Attempts, int Failures, int Alarms, int RightAlarms, double? MedianDelay, int BeforeContact, long StepsDriven)
{
    /// <summary>Fraction of alarms that are of attempts which fail, in [0, 1]; null without an alarm.</summary>
    public double? Precision => Alarms == 0 ? null : (double)RightAlarms / Alarms;

    /// <summary>Fraction of failures in which it fires, in [0, 1]; null without a failure.</summary>
    public double? Recall => Failures == 0 ? null : (double)RightAlarms / Failures;
}

/// <summary>Judges triggers by attempts with a known end.</summary>
public static class TriggerCheck
{
    /// <summary>Judges a trigger by the attempts that nobody corrected.</summary>
    /// <param name="model">The trigger.</param>
    /// <param name="data">The attempts.</param>
    public static TriggerScoreCard Of(TriggerModel model, TriggerData data)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        model.For(data.Spec);
        (TriggerScorePass Pass, double Threshold)[] parts = [.. model.Parts.Select(part => (part.Score.CreatePass(), part.Threshold))];
        return Judge(data, stretch =>
        {
            int first = -1;
            foreach ((TriggerScorePass pass, double threshold) in parts)
            {
                int fired = Array.FindIndex(FitSamples.Score(pass, model.Inputs, stretch), score => score > threshold);
                first = first < 0 || (fired >= 0 && fired < first) ? fired : first;
            }

            return first;
        });
    }

    /// <summary>Judges the contact itself as the trigger.</summary>
    /// <param name="data">The attempts.</param>
    public static TriggerScoreCard OfContact(TriggerData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Judge(data, stretch => stretch.FirstContact);
    }

    private static TriggerScoreCard Judge(TriggerData data, Func<TriggerStretch, int> firing)
    {
        int attempts = 0, failures = 0, alarms = 0, right = 0, before = 0;
        long driven = 0;
        var delays = new List<int>();
        foreach (TriggerStretch stretch in data.Stretches)
        {
            if (stretch.IsDemonstration || stretch.Outcome == StretchOutcome.Corrected)
                continue;
            int fired = firing(stretch);
            bool fails = stretch.Outcome == StretchOutcome.Failure;
            attempts++;
            failures += fails ? 1 : 0;
            alarms += fired >= 0 ? 1 : 0;
            driven += fired >= 0 ? fired : stretch.Steps;
            if (!fails || fired < 0)
                continue;
            right++;
            if (stretch.FirstContact < 0)
                continue;
            delays.Add(fired - stretch.FirstContact);
            before += fired < stretch.FirstContact ? 1 : 0;
        }

        delays.Sort();
        return new TriggerScoreCard(
            attempts, failures, alarms, right, delays.Count == 0 ? null : delays[delays.Count / 2], before, driven);
    }
}
