using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;

namespace IntervenGen.Interop.Tests.MuJoCo;

/// <summary>Whatever is disposed first, nothing runs on freed memory.</summary>
public sealed class LivenessTests
{
    public static TheoryData<string, Action<MjModel>> UsesOfAModel => new()
    {
        { "size", model => model.Size("nq") },
        { "id", model => model.Id("body", "ball") },
        { "name", model => model.NameOf("body", 1) },
        { "field", model => model.Doubles("qpos0") },
        { "has field", model => model.HasField("qpos0") },
        { "stepping", model => _ = model.Stepping },
        { "timestep", model => model.WithTimestep(0.001) },
        { "world", model => _ = new MjData(model) },
        { "look", model => _ = model.Look },
    };

    public static TheoryData<string, Action<MjData>> UsesOfAWorld => new()
    {
        { "field", world => world.Doubles("qpos") },
        { "reset", world => world.Reset() },
        { "step1", world => world.Step1() },
        { "step2", world => world.Step2() },
        { "forward", world => world.Forward() },
        { "warnings", world => _ = world.WarningCount },
        { "contacts", world => _ = world.ContactCount },
        { "groups", world => Accumulate(world, new byte[3]) },
        { "advance", world => Advance(world, world.Model, new double[8], new byte[3]) },
        { "inertia", world => world.FullInertia(new double[49]) },
        { "jacobian", world => world.SiteJacobian(0, new double[21], new double[21]) },
    };

    [Theory]
    [MemberData(nameof(UsesOfAModel))]
    public void A_disposed_model_says_so(string use, Action<MjModel> call)
    {
        MjModel model = MjModel.FromXml(MuJoCoTests.Pendulum, use);
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => call(model));
    }

    [Theory]
    [MemberData(nameof(UsesOfAWorld))]
    public void A_disposed_world_says_so(string use, Action<MjData> call)
    {
        using MjModel model = MjModel.FromXml(MuJoCoTests.Pendulum, use);
        var world = new MjData(model);
        world.Dispose();
        Assert.Throws<ObjectDisposedException>(() => call(world));
    }

    [Theory]
    [MemberData(nameof(UsesOfAWorld))]
    public void A_world_goes_on_when_its_model_is_disposed(string use, Action<MjData> call)
    {
        MjModel model = MjModel.FromXml(MuJoCoTests.Pendulum, use);
        using var world = new MjData(model);
        model.Dispose();
        call(world);
        Assert.False(world.IsPoisoned);
    }

    [Fact]
    public void A_field_of_a_disposed_world_says_so()
    {
        using MjModel model = MjModel.FromXml(MuJoCoTests.Pendulum, "test");
        var world = new MjData(model);
        MjField positions = world.Doubles("qpos");
        Assert.Equal(8, positions.Span.Length);
        world.Dispose();
        Assert.Throws<ObjectDisposedException>(() => positions.Span[0]);
    }

    [Fact]
    public void A_field_taken_from_a_model_outlives_it()
    {
        MjModel model = MjModel.FromXml(MuJoCoTests.Pendulum, "test");
        ReadOnlySpan<double> positions = model.Doubles("qpos0");
        model.Dispose();
        Assert.Equal(0.2, positions[2]);
    }

    [Fact]
    public void A_model_with_another_timestep_outlives_the_first()
    {
        MjModel model = MjModel.FromXml(MuJoCoTests.Pendulum, "test");
        using MjModel slow = model.WithTimestep(0.01);
        model.Dispose();
        using var world = new MjData(slow);
        world.Step1();
        world.Step2();
        Assert.Equal(0.01, world.Doubles("time").Span[0]);
    }

    [Fact]
    public void A_substep_with_a_disposed_model_of_another_timestep_says_so()
    {
        using MjModel model = MjModel.FromXml(MuJoCoTests.Pendulum, "test");
        MjModel slow = model.WithTimestep(0.01);
        using var world = new MjData(model);
        world.Step1(slow);
        slow.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Advance(world, slow, new double[8], new byte[3]));
    }

    [Fact]
    public void A_world_is_not_stepped_with_a_model_of_another_family()
    {
        using MjModel model = MjModel.FromXml(MuJoCoTests.Pendulum, "test"), twin = MjModel.FromXml(MuJoCoTests.Pendulum, "twin");
        using var world = new MjData(model);
        Assert.Contains("another model", Assert.Throws<NativeException>(() => world.Step1(twin)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_argument_does_not_poison_the_world()
    {
        using MjModel model = MjModel.FromXml(MuJoCoTests.Pendulum, "test");
        using var world = new MjData(model);
        Assert.Throws<NativeException>(() => world.SiteJacobian(7, new double[21], new double[21]));
        world.Step1();
        Assert.False(world.IsPoisoned);
    }

    [Fact]
    public void A_poisoned_world_is_left_alone()
    {
        using MjModel model = MjModel.FromXml(MuJoCoTests.Pendulum, "test");
        using var world = new MjData(model);
        world.Step1();
        world.Poison();
        Assert.Contains("poisoned", Assert.Throws<NativeException>(world.Step2).Message, StringComparison.Ordinal);
        Assert.Equal(0, world.Doubles("time").Span[0]);
    }

    [Fact]
    public void A_raw_walk_over_a_disposed_world_says_so()
    {
        using MjModel model = MjModel.FromXml(MuJoCoTests.Pendulum, "test");
        var world = new MjData(model);
        var walk = new MjBench([world]);
        walk.Run([], 0, 1, new long[1]);
        world.Dispose();
        Assert.Throws<ObjectDisposedException>(() => walk.Run([], 0, 1, new long[1]));
    }

    private static void Accumulate(MjData world, byte[] groups)
    {
        var state = default(MjContactState);
        world.AccumulateContacts(groups, 0, ref state);
    }

    private static void Advance(MjData world, MjModel model, double[] positions, byte[] groups)
    {
        var state = default(MjContactState);
        world.Advance(model, positions, groups, 0, ref state);
    }
}
