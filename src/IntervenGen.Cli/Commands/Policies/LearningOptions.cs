using IntervenGen.Learning;

namespace IntervenGen.Cli.Commands.Policies;

/// <summary>Options that change what is trained, each in place of the profile's number.</summary>
internal sealed class LearningOptions
{
    private readonly Option<int?> _steps = NewOption.Of<int?>("--steps", "Gradient steps.").AtLeast(1).Under(OptionGroup.Learning);
    private readonly Option<int?> _hidden = NewOption.Of<int?>(
        "--hidden", "LSTM units per layer.").Within(1, 1024).Under(OptionGroup.Learning);
    private readonly Option<int?> _layers = NewOption.Of<int?>("--layers", "LSTM layers.").Within(1, 8).Under(OptionGroup.Learning);
    private readonly Option<int?> _modes = NewOption.Of<int?>(
        "--modes", "Modes of the Gaussian mixture.").Within(1, 64).Under(OptionGroup.Learning);

    private readonly Option<int?> _sequence =
        NewOption.Of<int?>(
            "--sequence-length",
            "Steps per training window; in use, the interval at which the hidden state is reset.")
            .Within(1, 1000).Under(OptionGroup.Learning);

    private readonly Option<int?> _batch = NewOption.Of<int?>(
        "--batch-size", "Windows per gradient step.").Within(1, 100_000).Under(OptionGroup.Learning);

    private readonly Option<double?> _rate =
        NewOption.Of<double?>(
            "--learning-rate", "Adam's learning rate, before the profile's schedule.").Within(1e-8, 1).Under(OptionGroup.Learning);

    /// <summary>All of them, in the order of the help.</summary>
    public IEnumerable<Option> All => [_steps, _hidden, _layers, _modes, _sequence, _batch, _rate];

    /// <summary>A profile with the numbers that were given.</summary>
    public PolicyConfig Of(ParseResult parsed, PolicyConfig profile) => profile with
    {
        GradientSteps = parsed.GetValue(_steps) ?? profile.GradientSteps,
        Hidden = parsed.GetValue(_hidden) ?? profile.Hidden,
        Layers = parsed.GetValue(_layers) ?? profile.Layers,
        GmmModes = parsed.GetValue(_modes) ?? profile.GmmModes,
        SequenceLength = parsed.GetValue(_sequence) ?? profile.SequenceLength,
        BatchSize = parsed.GetValue(_batch) ?? profile.BatchSize,
        LearningRate = (float?)parsed.GetValue(_rate) ?? profile.LearningRate,
    };
}
