using IntervenGen.Core;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Parts;

namespace IntervenGen.Tasks.Tests;

/// <summary>Models whose elements have other names, or stand in another order, than the tasks' own.</summary>
public sealed class ElementNameTests
{
    private static readonly string[] Renamed =
    [
        .. Enumerable.Range(1, 7).Select(number => $"joint{number}=panda/joint{number}"), "finger_joint1=panda/left", "finger_joint2=panda/right",
        "grip_site=pinch", "joint:nut=nut_joint0", "body:nut=nut_main", "body:peg=target=1", "left_pad=pad 1", "nut_handle=handle",
    ];

    public static TheoryData<string> Tasks => [.. TaskCatalog.All.Select(entry => entry.Name)];

    private static ModelText Own => ModelText.Of("nut-insertion");

    [Fact]
    public void A_renamed_model_under_its_names_repeats_the_tasks_own_bit_for_bit()
    {
        using SimulatedTask own = Own.Open(), renamed = Rename(Own).Open(Renamed);
        Assert.Equal(ModelText.Episode(own), ModelText.Episode(renamed));
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Actuators_in_another_order_make_the_same_episode_bit_for_bit(string name)
    {
        ModelText model = ModelText.Of(name);
        using SimulatedTask own = model.Open();
        using SimulatedTask reversed = model.WithActuators(all => all.Reverse()).Open();
        Assert.NotEqual(own.Spec.ModelHash, reversed.Spec.ModelHash);
        Assert.Equal(ModelText.Episode(own), ModelText.Episode(reversed));
    }

    [Fact]
    public void Bodies_in_another_order_make_an_episode_that_succeeds_too()
    {
        string arm = ModelSource.Read("panda.xml");
        const string open = "<mujocoinclude>", close = "</mujocoinclude>";
        arm = arm[(arm.IndexOf(open, StringComparison.Ordinal) + open.Length)..arm.LastIndexOf(close, StringComparison.Ordinal)];
        using SimulatedTask last = Own.With(arm, "").With("</worldbody>", $"{arm}</worldbody>").Open();
        using SimulatedTask own = Own.Open();
        Assert.NotEqual(own.Arm.JointAddress(0), last.Arm.JointAddress(0));
        Assert.NotEmpty(ModelText.Episode(last));
    }

    [Fact]
    public void Another_mocap_body_before_the_peg_does_not_move_in_its_place()
    {
        using SimulatedTask own = Own.Open();
        using SimulatedTask second = Own.With("<body name='peg'", "<body name='marker' mocap='true' pos='0 0 2'/><body name='peg'").Open();
        using var lane = new SimulatedLane(own);
        using var other = new SimulatedLane(second);
        var key = new EpisodeKey(13, SceneSplit.Source, 2, true);
        lane.Reset(key);
        other.Reset(key);
        Assert.Equal(lane.TruePose(1), other.TruePose(1));
    }

    [Fact]
    public void The_same_text_under_other_names_has_another_hash()
    {
        ModelText doubled = Own
            .WithMatch("(<site name=)'grip_site'([^>]*/>)", "$1'grip_site'$2$1'lower'$2")
            .With("name='lower' pos='0 0 0.097'", "name='lower' pos='0 0 0.1'");
        using SimulatedTask first = doubled.Open(), second = doubled.Open("grip_site=lower");
        Assert.NotEqual(first.Spec.ModelHash, second.Spec.ModelHash);
        Assert.Equal(first.Spec.ModelHash.Length, second.Spec.ModelHash.Length);
    }

    [Fact]
    public void The_order_in_which_names_are_given_does_not_change_the_hash()
    {
        using SimulatedTask forth = Rename(Own).Open(Renamed), back = Rename(Own).Open([.. Renamed.Reverse()]);
        Assert.Equal(forth.Spec.ModelHash, back.Spec.ModelHash);
    }

    [Fact]
    public void Names_that_change_nothing_leave_the_hash_as_it_is()
    {
        using SimulatedTask own = Own.Open(), same = Own.Open("joint1=joint1", "site:grip_site=grip_site");
        Assert.Equal(own.Spec.ModelHash, same.Spec.ModelHash);
        Assert.Equal("5bab01c73fdb125e", same.Spec.ModelHash);
    }

    [Theory]
    [InlineData("--mjcf-name 'joint1' must be OURS=THEIRS", "joint1")]
    [InlineData("--mjcf-name '=x' must be OURS=THEIRS", "=x")]
    [InlineData("--mjcf-name 'joint1=' must be OURS=THEIRS", "joint1=")]
    [InlineData("--mjcf-name names 'joint1' twice: as 'a' and as 'b'", "joint1=a", "joint1=b")]
    [InlineData("--mjcf-name 'jiont1': nothing of the task has this name; did you mean 'joint1'? Known: joint1, joint2,", "jiont1=a")]
    [InlineData("--mjcf-name 'nut' could be 'joint:nut' or 'body:nut': say which", "nut=a")]
    public void Names_that_cannot_be_used_are_refused_with_the_reason(string reason, params string[] names) =>
        Assert.StartsWith(reason, Assert.ThrowsAny<UsageException>(() => Own.Open(names).Dispose()).Message, StringComparison.Ordinal);

    [Fact]
    public void A_name_that_the_model_does_not_have_is_missed_as_what_it_was_given_for() =>
        Assert.StartsWith(
            "the model has no joint named 'shoulder', which --mjcf-name gives for 'joint1': the arm's hinge 1 from the base; nearest is 'joint1'",
            Assert.Single(Own.Faults("joint1=shoulder")), StringComparison.Ordinal);

    [Fact]
    public void One_joint_for_two_is_refused_with_both() =>
        Assert.Contains("joint 'joint2' stands for 'joint1' and 'joint2': give each a joint of its own with --mjcf-name", Own.Faults("joint1=joint2"));

    [Fact]
    public void A_fault_of_a_renamed_element_says_both_names() =>
        Assert.StartsWith(
            "joint 'panda/joint3' (joint3) is a slide joint",
            Assert.Single(Rename(Own).With("name='panda/joint3' class='arm'", "name='panda/joint3' class='arm' type='slide'").Faults(Renamed)),
            StringComparison.Ordinal);

    [Fact]
    public void A_name_longer_than_any_is_refused() =>
        Assert.Contains(
            "255 bytes", Assert.Throws<UsageException>(() => ElementNames.Parse([$"joint1={new string('a', 256)}"])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_contact_pair_of_overlong_names_is_refused_and_nothing_worse() =>
        Assert.Contains(
            "300 bytes",
            Assert.ThrowsAny<IntervenGenException>(() => Own.With("'table'", $"'{new string('t', 300)}'").Open().Dispose()).Message, StringComparison.Ordinal);

    private static ModelText Rename(ModelText model)
    {
        foreach (string pair in Renamed)
        {
            string[] sides = pair.Split('=', 2);
            string ours = sides[0][(sides[0].IndexOf(':', StringComparison.Ordinal) + 1)..], theirs = sides[1];
            string kind = sides[0].Contains(':', StringComparison.Ordinal) ? sides[0].Split(':')[0]
                : ours.Contains("joint", StringComparison.Ordinal) ? "joint" : ours == "grip_site" ? "site" : "geom";
            model = model.With($"<{kind} name='{ours}'", $"<{kind} name='{theirs}'");
            foreach (string reference in (string[])[$" {kind}=", $" {kind}1=", $" {kind}2="])
                model = model with { Xml = model.Xml.Replace($"{reference}\"{ours}\"", $"{reference}\"{theirs}\"", StringComparison.Ordinal) };
        }

        return model;
    }
}
