using IntervenGen.Core;
using IntervenGen.Learning.Safetensors;
using IntervenGen.Learning.Triggers;

namespace IntervenGen.Learning.Tests.Triggers;

public sealed class TriggerFileTests : IDisposable
{
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("igen-trigger-").FullName, "a.trigger");

    public static TheoryData<LearnedTriggerKind> Kinds => [.. Enum.GetValues<LearnedTriggerKind>()];

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_trigger_that_is_read_fires_as_the_one_that_was_written(LearnedTriggerKind kind)
    {
        TriggerModel before = TriggerFitTests.Fit(kind);
        before.Save(_file);
        TriggerModel after = TriggerModel.Load(_file);
        Assert.Equal((before.Digest, before.HandBack, before.Kind), (after.Digest, after.HandBack, after.Kind));
        Assert.Equal(before.Thresholds, after.Thresholds);
        Assert.Equal(["rollouts", "demonstrations"], after.Data);
        Assert.Equal(TriggerCheck.Of(before, SlideAttempts.All()), TriggerCheck.Of(after, SlideAttempts.All()));
    }

    [Fact]
    public void A_flipped_bit_of_a_weight_is_found()
    {
        TriggerFitTests.Fit(LearnedTriggerKind.Classifier).Save(_file);
        byte[] bytes = File.ReadAllBytes(_file);
        bytes[^400] ^= 1;
        File.WriteAllBytes(_file, bytes);
        Assert.Contains("it is damaged", Assert.Throws<EpisodeFormatException>(() => TriggerModel.Load(_file)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(300)]
    [InlineData(-1)]
    public void A_file_that_is_cut_off_is_found(int length)
    {
        TriggerFitTests.Fit(LearnedTriggerKind.Distance).Save(_file);
        byte[] bytes = File.ReadAllBytes(_file);
        File.WriteAllBytes(_file, bytes[..(length < 0 ? bytes.Length + length : length)]);
        Assert.Throws<EpisodeFormatException>(() => TriggerModel.Load(_file));
    }

    [Theory]
    [InlineData("\"discrepancy\":", "1e999", "a number of handBack is not finite")]
    [InlineData("\"observations\":[", "null,", "an entry of observations or data is null")]
    [InlineData("\"data\":[", "null,", "an entry of observations or data is null")]
    public void A_header_that_cannot_be_meant_is_refused_with_what_is_wrong(string before, string value, string reason)
    {
        TriggerModel model = TriggerFitTests.Fit(LearnedTriggerKind.Thrifty);
        string text = model.Header.ToJson();
        int at = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        // A number is replaced, an entry is put first.
        int end = value.EndsWith(',') ? at : text.IndexOfAny([',', '}'], at);
        Assert.Contains(
            reason,
            Assert.Throws<EpisodeFormatException>(() => TriggerHeader.Parse($"{text[..at]}{value}{text[end..]}", "here")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_is_no_trigger()
    {
        File.WriteAllBytes(_file, SafetensorsCheckpoint.ToBytes(Make.Checkpoint()));
        Assert.Contains("is no trigger", Assert.Throws<UsageException>(() => TriggerModel.Load(_file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trigger_of_another_task_is_refused() => Assert.Contains(
        "for task 'slide', not for 'other'", Refusal(SlideAttempts.Slide with { Name = "other" }), StringComparison.Ordinal);

    [Fact]
    public void A_trigger_of_other_observations_is_refused_with_both() => Assert.Contains(
        "the trigger sees height [1], colour [2]; task 'slide' has height [1]",
        Refusal(SlideAttempts.Slide with { Observations = [new ObservationField("height", 1)] }), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Contains(_file, Assert.Throws<UsageException>(() => TriggerModel.Load(_file)).Message, StringComparison.Ordinal);

    private static string Refusal(TaskSpec spec) =>
        Assert.Throws<UsageException>(() => TriggerFitTests.Fit(LearnedTriggerKind.Distance).For(spec)).Message;
}
