using IntervenGen.Simulation;

namespace IntervenGen.Tasks.Tests;

/// <summary>A model that lacks what the engine depends on is refused as it is loaded, with a line for each fault.</summary>
public sealed class ModelFaultTests
{
    public static TheoryData<string> Tasks => [.. TaskCatalog.All.Select(entry => entry.Name)];

    private static ModelText Own => ModelText.Of("nut-insertion");

    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_model_without_actuators_is_refused_with_each_missing_one(string task)
    {
        IReadOnlyList<string> faults = ModelText.Of(task).WithActuators(_ => []).Faults();
        Assert.Equal(9, faults.Count);
        Assert.Equal("joint 'joint1' has no actuator: add <motor joint=\"joint1\" ctrllimited=\"true\" ctrlrange=\"-80 80\"/>", faults[0]);
        Assert.Equal("joint 'joint7' has no actuator: add <motor joint=\"joint7\" ctrllimited=\"true\" ctrlrange=\"-12 12\"/>", faults[6]);
        Assert.Equal(
            "joint 'finger_joint2' has no actuator: add <position joint=\"finger_joint2\" kp=\"1000\" ctrllimited=\"true\" ctrlrange=\"-0.04 0\"/>", faults[8]);
    }

    // Three of nine, whichever: the gripper's index was beyond the controls.
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(6)]
    public void A_model_with_three_actuators_is_refused_with_the_other_six(int first)
    {
        IReadOnlyList<string> faults = Own.WithActuators(all => all[first..(first + 3)]).Faults();
        Assert.Equal(6, faults.Count);
        Assert.All(faults, fault => Assert.Contains("has no actuator: add <", fault, StringComparison.Ordinal));
    }

    [Fact]
    public void Faults_of_every_kind_are_told_at_once()
    {
        IReadOnlyList<string> faults = Own
            .With("timestep='0.002'", "timestep='0.005' integrator='RK4'")
            .Without("<site name='grip_site'[^>]*/>")
            .With("class='finger' range='0 0.04'", "class='finger' type='hinge' range='0 0.04'")
            .With("geom name='nut_handle'", "geom name='nut_holder'").With("geom2='nut_handle'", "geom2='nut_holder'")
            .With(" mocap='true'", "")
            .Faults();
        Assert.Collection(
            faults,
            fault => Assert.StartsWith("the model's timestep is 0.005 s", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("the model's integrator is RK4", fault, StringComparison.Ordinal),
            fault => Assert.Equal("joint 'finger_joint1' is a hinge joint; it is the slide of finger 1: write type=\"slide\"", fault),
            fault => Assert.StartsWith("the model has no site named 'grip_site'", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("body 'peg' cannot be put in its place", fault, StringComparison.Ordinal),
            fault => Assert.EndsWith("give --mjcf-name nut_handle=nut_holder", fault, StringComparison.Ordinal));
    }

    [Fact]
    public void A_model_without_anything_is_refused_with_every_element() =>
        Assert.Equal(21, (Own with { Xml = "<mujoco><option timestep='0.002'/></mujoco>" }).Faults().Count);

    [Theory]
    [InlineData(
        "joint 'joint3' is a slide joint; it is the arm's hinge 3 from the base",
        "name='joint3' class='arm'", "name='joint3' class='arm' type='slide'")]
    [InlineData("joint 'finger_joint2' is a hinge joint", "name='finger_joint2' class='finger'", "name='finger_joint2' class='finger' type='hinge'")]
    [InlineData("joint 'nut' is a ball joint; body 'nut' moves freely: write type=\"free\"", "name='nut' type='free'", "name='nut' type='ball'")]
    [InlineData(
        "joint 'finger_joint1' runs from -0.04 to 0 m; finger 1 is half open at 0.02 m",
        "class='finger' range='0 0.04'", "class='finger' range='-0.04 0'")]
    [InlineData("the joint of body 'nut' has no name: name it 'nut'", "joint name='nut' type", "joint type")]
    [InlineData("body 'peg' cannot be put in its place", " mocap='true'", "")]
    [InlineData("the model switches off contact; an arm that grasps needs it", "impratio='20'/>", "impratio='20'><flag contact='disable'/></option>")]
    [InlineData("the model switches off actuation", "impratio='20'/>", "impratio='20'><flag actuation='disable'/></option>")]
    public void A_changed_model_is_refused_with_one_line(string fault, string part, string instead) =>
        Assert.StartsWith(fault, Assert.Single(Own.With(part, instead).Faults()), StringComparison.Ordinal);

    [Theory]
    [InlineData("joint", "joint4", "elbow")]
    [InlineData("site", "grip_site", "attachment_site")]
    [InlineData("joint", "nut", "nut_free")]
    [InlineData("body", "peg", "post")]
    [InlineData("geom", "left_pad", "left_rubber")]
    public void A_renamed_element_is_missed_with_the_option_that_maps_it(string kind, string ours, string theirs)
    {
        ModelText renamed = Own.WithMatch($"<{kind} name='{ours}'", $"<{kind} name='{theirs}'");
        renamed = renamed with { Xml = renamed.Xml.Replace($" {kind}=\"{ours}\"", $" {kind}=\"{theirs}\"", StringComparison.Ordinal) };
        if (kind == "geom")
            renamed = renamed.With($"geom2='{ours}'", $"geom2='{theirs}'").With($"geom1='{ours}'", $"geom1='{theirs}'");
        string fault = Assert.Single(renamed.Faults());
        Assert.StartsWith($"the model has no {kind} named '{ours}'", fault, StringComparison.Ordinal);
        string option = fault[(fault.LastIndexOf(' ') + 1)..];
        Assert.EndsWith($"{ours}={theirs}", option, StringComparison.Ordinal);
        using SimulatedTask task = renamed.Open(option);
        Assert.NotEqual(Own.Open().Spec.ModelHash, task.Spec.ModelHash);
    }

    [Theory]
    [InlineData("a motor of gain 1; a position servo is expected", 7, "<motor name='finger1' joint='finger_joint1'/>")]
    [InlineData(
        "a servo of gain 1000 and stiffness 500",
        7, "<general name='finger1' joint='finger_joint1' gainprm='1000' biastype='affine' biasprm='0 -500 0'/>")]
    [InlineData("a position servo of stiffness 4500; a motor of gain 1 is expected", 1, "<position name='torque2' joint='joint2' kp='4500'/>")]
    [InlineData("a velocity servo; a motor of gain 1 is expected", 1, "<velocity name='torque2' joint='joint2' kv='20'/>")]
    [InlineData("geared by 50", 1, "<motor name='torque2' joint='joint2' gear='50'/>")]
    [InlineData("a motor of gain 2", 1, "<general name='torque2' joint='joint2' gainprm='2'/>")]
    [InlineData("neither motor nor servo", 1, "<general name='torque2' joint='joint2' dyntype='filter' dynprm='0.1'/>")]
    [InlineData("neither motor nor servo", 1, "<muscle name='torque2' joint='joint2' lengthrange='0.1 1'/>")]
    public void An_actuator_of_another_type_is_refused_with_what_it_is(string what, int index, string instead)
    {
        string fault = Assert.Single(Own.WithActuators(all => [.. all[..index], .. all[(index + 1)..], instead]).Faults());
        Assert.Matches("^actuator '(finger1|torque2)' of joint '(finger_joint1|joint2)' is ", fault);
        Assert.Contains(what, fault, StringComparison.Ordinal);
        Assert.Contains(": make it <", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "actuator 'torque1' of joint 'joint1' takes -1 to 1 N m; -80 to 80 N m are commanded",
        0, "<motor name='torque1' joint='joint1' ctrllimited='true' ctrlrange='-1 1'/>")]
    [InlineData(
        "actuator 'torque1' of joint 'joint1' gives -40 to 40 N m",
        0, "<motor name='torque1' joint='joint1' forcelimited='true' forcerange='-40 40'/>")]
    [InlineData(
        "actuator 'finger2' of joint 'finger_joint2' takes 0 to 0.04 m; -0.04 to 0 m are commanded",
        8, "<position name='finger2' joint='finger_joint2' kp='1000' ctrllimited='true' ctrlrange='0 0.04'/>")]
    public void An_actuator_that_would_clip_what_is_commanded_is_refused(string what, int index, string instead) =>
        Assert.StartsWith(
            what, Assert.Single(Own.WithActuators(all => [.. all[..index], instead, .. all[(index + 1)..]]).Faults()), StringComparison.Ordinal);

    [Theory]
    [InlineData("actuator 'more' drives joint 'nut', which no task commands: take it out", "<motor name='more' joint='nut'/>")]
    [InlineData("actuator 'more' drives site 'grip_site', which no task commands", "<general name='more' site='grip_site'/>")]
    [InlineData("actuator number 9, which has no name, drives joint 'nut'", "<motor joint='nut'/>")]
    [InlineData("joint 'joint2' has 2 actuators, actuator 'torque2' and actuator 'more': keep one", "<motor name='more' joint='joint2'/>")]
    public void An_actuator_too_many_is_refused_by_name(string fault, string more) =>
        Assert.StartsWith(fault, Assert.Single(Own.WithActuators(all => [.. all, more]).Faults()), StringComparison.Ordinal);

    [Fact]
    public void A_gripper_that_is_driven_by_a_tendon_is_refused_with_what_the_fingers_need()
    {
        ModelText tendon = Own
            .WithActuators(all => [.. all[..7], "<general name='actuator8' tendon='split' biastype='affine' biasprm='0 -100 -10'/>"])
            .With(
                "</mujoco>",
                "<tendon><fixed name='split'><joint joint='finger_joint1' coef='0.5'/>" +
                "<joint joint='finger_joint2' coef='-0.5'/></fixed></tendon></mujoco>");
        Assert.Collection(
            tendon.Faults(),
            fault => Assert.StartsWith("joint 'finger_joint1' has no actuator: add <position", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("joint 'finger_joint2' has no actuator: add <position", fault, StringComparison.Ordinal),
            fault => Assert.Equal("actuator 'actuator8' drives tendon 'split', which no task commands: take it out", fault));
    }

    [Fact]
    public void A_joint_under_the_arm_is_refused_by_name() =>
        Assert.Equal(
            "joint 'rail' moves site 'grip_site' too; the controller knows the arm's seven hinges alone: take it out",
            Assert.Single(Own.With(
                "<inertial pos='0 0 0.05' mass='4'", "<joint name='rail' type='slide' axis='1 0 0'/><inertial pos='0 0 0.05' mass='4'").Faults()));

    [Fact]
    public void Hinges_in_another_order_are_refused_with_the_order_found()
    {
        ModelText swapped = Own.With("name='joint2'", "name='joint0'").With("name='joint3'", "name='joint2'").With("name='joint0'", "name='joint3'");
        Assert.StartsWith(
            "the arm's hinges come in the order joint1, joint3, joint2, joint4, joint5, joint6, joint7 from base to hand",
            Assert.Single(swapped.Faults()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_grip_site_off_the_hand_is_refused_with_every_hinge_that_does_not_move_it()
    {
        const string unmoved = "does not move site 'grip_site': put the site on the hand, behind all seven hinges";
        ModelText elsewhere = Own
            .Without("<site name='grip_site'[^>]*/>")
            .With("<body name='nut' pos='0 0 1.01'>", "<body name='nut' pos='0 0 1.01'><site name='grip_site'/>");
        IReadOnlyList<string> faults = elsewhere.Faults();
        Assert.Equal(7, faults.Count(fault => fault.EndsWith(unmoved, StringComparison.Ordinal)));
        Assert.Contains("joint 'nut' moves site 'grip_site' too; the controller knows the arm's seven hinges alone: take it out", faults);
    }

    [Fact]
    public void A_grip_site_that_is_turned_is_refused_with_the_axes_found() =>
        Assert.Collection(
            Own.With("pos='0 0 0.097' size", "pos='0 0 0.097' euler='0 0 1.5708' size").Faults(),
            fault => Assert.Matches(
                @"^joint 'finger_joint1' slides along \(-?0, 1, 0\) in the frame of site 'grip_site'; \(-1, 0, 0\) is expected: turn", fault),
            fault => Assert.StartsWith("joint 'finger_joint2' slides along", fault, StringComparison.Ordinal));

    [Fact]
    public void A_watched_geom_that_can_touch_nothing_is_refused_by_name() =>
        Assert.Equal(
            "geom 'peg' can touch nothing: list it in a <pair>, or give it contype and conaffinity",
            Assert.Single(Own.Without("<pair geom1='peg'[^>]*/>").Faults()));

    [Fact]
    public void A_body_that_weighs_what_its_looks_weigh_keeps_its_weight()
    {
        using SimulatedTask task = Own.With(
            "<geom class='nut_visual' pos='0.0615 0 0'", "<geom class='nut_visual' density='100' pos='0.0615 0 0'").Open();
        using SimulatedTask own = Own.Open();
        int nut = task.Model.Id("body", "nut");
        Assert.True(task.Model.Doubles("body_mass")[nut] > own.Model.Doubles("body_mass")[nut] + 0.001);
    }

    // What hangs on nothing of ours is the model's own affair.
    [Fact]
    public void Another_free_body_in_the_scene_is_no_fault()
    {
        using SimulatedTask task = Own.With(
            "<body name='nut' pos='0 0 1.01'>",
            "<body name='duck' pos='0.3 0.3 0.9'><freejoint name='duck'/><geom size='0.02' contype='0' conaffinity='0'/></body>" +
            "<body name='nut' pos='0 0 1.01'>").Open();
        using SimulatedTask own = Own.Open();
        Assert.Equal(own.Spec.StateSize + 7 + (2 * 6), task.Spec.StateSize);
        Assert.NotEmpty(ModelText.Episode(task));
    }
}
