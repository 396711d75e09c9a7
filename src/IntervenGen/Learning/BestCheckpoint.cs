using IntervenGen.Learning;

namespace IntervenGen;

/// <summary>The best checkpoint of a training so far, in a file beside its result until the training is over.</summary>
internal sealed class BestCheckpoint(string file)
{
    /// <summary>Gradient step at which it was taken; -1 before there is one.</summary>
    public long Step { get; private set; } = -1;

    /// <summary>Its share of successful rollouts; 0 where checkpoints are not compared.</summary>
    public double Success { get; private set; } = -1;

    /// <summary>In a few words, to be appended to others.</summary>
    public string Description => Step < 0 ? "" : $", best {Success:P0} at {Step}";

    /// <summary>What a checkpoint says of how it was chosen.</summary>
    public static (long Step, double Success) ChoiceOf(Checkpoint checkpoint) =>
        SelectionState.Of(checkpoint) is { Step: { } step, Success: { } success }
            ? (step, success)
            : (checkpoint.Facts.GradientSteps, 0);

    /// <summary>Goes on with the one that an interrupted training left.</summary>
    public void Resume()
    {
        if (File.Exists(file))
            (Step, Success) = ChoiceOf(Checkpoint.Load(file));
    }

    /// <summary>Takes a checkpoint if none was better; of equals the later one, which learned for longer.</summary>
    /// <param name="step">Its gradient step.</param>
    /// <param name="success">Its share of successful rollouts.</param>
    /// <param name="make">Makes it; called only if it is taken.</param>
    public void Offer(long step, double success, Func<Checkpoint> make)
    {
        if (success < Success)
            return;
        (Step, Success) = (step, success);
        make().Save(file);
    }
}
