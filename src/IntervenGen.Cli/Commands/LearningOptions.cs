using System.CommandLine;
using IntervenGen.Learning;

namespace IntervenGen.Cli.Commands;

/// <summary>Options that change what is trained, each in place of the profile's number.</summary>
internal sealed class LearningOptions
{
    private readonly Option<int?> _steps = new Option<int?>("--steps") { Description = "Gradient steps." }.AtLeast(1).Under(OptionGroup.Learning);
    private readonly Option<int?> _hidden = new Option<int?>("--hidden") { Description = "LSTM units per layer." }.Within(1, 1024).Under(OptionGroup.Learning);
    private readonly Option<int?> _layers = new Option<int?>("--layers") { Description = "LSTM layers." }.Within(1, 8).Under(OptionGroup.Learning);
    private readonly Option<int?> _modes = new Option<int?>("--modes") { Description = "Modes of the Gaussian mixture." }.Within(1, 64).Under(OptionGroup.Learning);

    private readonly Option<int?> _sequence =
        new Option<int?>("--sequence-length") { Description = "Steps per window; in use, the hidden state is reset as often." }.Within(1, 1000).Under(OptionGroup.Learning);

    private readonly Option<int?> _batch = new Option<int?>("--batch-size") { Description = "Windows per gradient step." }.Within(1, 100_000).Under(OptionGroup.Learning);

    private readonly Option<double?> _rate =
        new Option<double?>("--learning-rate") { Description = "Adam's learning rate, before the profile's schedule." }.Within(1e-8, 1).Under(OptionGroup.Learning);

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
