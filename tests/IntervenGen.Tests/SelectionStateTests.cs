using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Learning;

namespace IntervenGen.Tests;

/// <summary>How a checkpoint was chosen, written into its notes and read back.</summary>
public sealed class SelectionStateTests
{
    private static readonly SelectionState s_full = new(new CheckpointSelection(40, 3, true, 1.5), 1200, 0.75, 0.1, -3.25, "abc");
    private static readonly SelectionState s_bare = new(new CheckpointSelection(1, 2, false), null, null, 0, null, null);

    [Fact]
    public void All_that_a_training_knows_survives_the_notes() => Assert.Equal(s_full, Read(s_full.ToNotes()));

    [Fact]
    public void A_training_that_has_not_begun_survives_the_notes() => Assert.Equal(s_bare, Read(s_bare.ToNotes()));

    [Theory]
    [InlineData("init")]
    [InlineData("valid_fraction")]
    [InlineData("validation_loss")]
    public void What_is_the_default_goes_unnamed(string key)
    {
        Assert.True(((JsonObject)JsonNode.Parse(s_full.ToNotes())!).ContainsKey(key));
        Assert.False(((JsonObject)JsonNode.Parse(s_bare.ToNotes())!).ContainsKey(key));
    }

    [Fact]
    public void Rollouts_in_which_the_robot_never_asks_name_no_trigger()
    {
        SelectionState asking = s_bare with { Selection = s_bare.Selection with { Trigger = "d" } };
        Assert.DoesNotContain("Trigger", s_bare.ToNotes(), StringComparison.Ordinal);
        Assert.Equal(asking, Read(asking.ToNotes()));
        Assert.False(asking.IsSameTraining(s_bare));
    }

    [Theory]
    [InlineData("")]
    [InlineData("made in a test")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"selection": null}""")]
    [InlineData("""{"selection": 5}""")]
    [InlineData("""{"selection": {"Trials": "many"}}""")]
    [InlineData("{\"selection\": {")]
    public void Notes_of_others_say_nothing(string notes) => Assert.Null(Read(notes));

    [Fact]
    public void A_number_that_is_none_is_taken_for_missing()
    {
        var notes = (JsonObject)JsonNode.Parse(s_full.ToNotes())!;
        notes["step"] = "a lot";
        Assert.Equal(s_full with { Step = null }, Read(notes.ToJsonString()));
    }

    [Fact]
    public void A_training_that_is_further_on_is_the_same() =>
        Assert.True(s_full.IsSameTraining(s_full with { Step = 9, Success = 1, ValidationLoss = 0 }));

    [Fact]
    public void A_training_chosen_by_other_rollouts_is_another() =>
        Assert.False(s_full.IsSameTraining(s_full with { Selection = s_full.Selection with { Trials = 41 } }));

    [Fact]
    public void A_training_that_holds_out_more_is_another() =>
        Assert.False(s_full.IsSameTraining(s_full with { ValidFraction = 0.2 }));

    [Fact]
    public void A_training_from_another_policy_is_another() => Assert.False(s_full.IsSameTraining(s_full with { Init = "abd" }));

    private static SelectionState? Read(string notes) => SelectionState.Of(new Checkpoint
    {
        Task = "point",
        Observations = [new ObservationField("eef", 3)],
        ActionSize = 7,
        Config = PolicyConfig.Demo,
        Normalization = ObservationNormalization.None(3),
        Facts = new TrainingFacts { Notes = notes },
        Weights = [],
    });
}
