using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Tests;

public sealed class FilmCaptionTests
{
    private static readonly TaskSpec s_spec = new()
    {
        Name = "point",
        Summary = "reach",
        Observations = [new ObservationField("object", 3)],
        Objects = ["peg", "nut"],
        Subtasks = [new SubtaskSpec("reach", 0)],
        ActionSize = 7,
        StateSize = 8,
        Horizon = 20,
        ModelHash = "point",
    };

    [Theory]
    [InlineData(StepMode.Policy, "policy")]
    [InlineData(StepMode.Interpolation, "approach")]
    [InlineData(StepMode.Replay, "replayed recovery")]
    [InlineData(StepMode.Human, "operator")]
    [InlineData(StepMode.Mistake, "mistake")]
    public void A_step_is_called_by_who_drives(StepMode mode, string words) =>
        Assert.Equal(words, FilmCaptions.Words(Episode((mode, 0, 0)), 0, s_spec.Objects));

    [Fact]
    public void The_belief_that_is_farthest_off_is_named_in_centimetres() =>
        Assert.Equal("policy · nut believed 4.2 cm off", FilmCaptions.Words(Episode((StepMode.Policy, 0.02, 0.042)), 0, s_spec.Objects));

    [Fact]
    public void A_truth_that_was_revealed_is_said_to_be_known()
    {
        EpisodeBuffer episode = Episode((StepMode.Policy, 0, 0));
        episode.Flags(0) = StepFlags.Revealed;
        Assert.Equal("policy · truth known", FilmCaptions.Words(episode, 0, s_spec.Objects));
    }

    [Fact]
    public void Equal_words_are_one_line_and_the_last_ones_stay_to_the_end()
    {
        var captions = new FilmCaptions(64, 48, 20);
        captions.Add(
            Episode((StepMode.Policy, 0, 0), (StepMode.Policy, 0, 0), (StepMode.Replay, 0, 0)), s_spec.Objects, 3, 4, 10, frames: 40, "7");
        Assert.Equal(
            [
                "Dialogue: 0,0:00:00.00,0:00:00.10,Words,{\\pos(3,4)\\fs10}7 · policy",
                "Dialogue: 0,0:00:00.10,0:00:02.00,Words,{\\pos(3,4)\\fs10}7 · replayed recovery",
            ],
            captions.ToText().Split('\n').Where(line => line.StartsWith("Dialogue", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_name_cannot_give_commands_to_the_film()
    {
        var captions = new FilmCaptions(64, 48, 20);
        captions.Add(Episode((StepMode.Policy, 0.05, 0)), ["{\\fs99}", "nut"], 0, 0, 10, frames: 1);
        Assert.Contains("policy · (/fs99) believed 5.0 cm off", captions.ToText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4x4", 4, 4)]
    [InlineData("1X16", 1, 16)]
    public void A_grid_is_rows_by_columns(string text, int rows, int columns) =>
        Assert.Equal(new FilmGrid(rows, columns), FilmGrid.Parse(text));

    [Theory]
    [InlineData("0x3")]
    [InlineData("4")]
    [InlineData("4x17")]
    [InlineData("-1x2")]
    [InlineData("axb")]
    public void Another_grid_is_refused_with_the_form_it_must_have(string text) =>
        Assert.Contains("must be ROWSxCOLUMNS", Assert.Throws<UsageException>(() => FilmGrid.Parse(text)).Message, StringComparison.Ordinal);

    private static EpisodeBuffer Episode(params (StepMode Mode, double Peg, double Nut)[] steps)
    {
        var episode = new EpisodeBuffer(new EpisodeLayout(s_spec), steps.Length);
        foreach ((StepMode mode, double peg, double nut) in steps)
        {
            int step = episode.AddStep();
            episode.Mode(step) = mode;
            foreach ((int obj, double off) in new[] { (0, peg), (1, nut) })
            {
                episode.SetTruePose(step, obj, Pose.Identity);
                episode.SetBelievedPose(step, obj, new Pose(new Vec3(off, 0, 0), Quat.Identity));
            }
        }

        return episode;
    }
}
