using System.Reflection;
using System.Runtime.InteropServices;
using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;

namespace IntervenGen.Interop.Tests.MuJoCo;

public sealed class MuJoCoTests
{
    internal const string Pendulum = """
        <mujoco>
          <option timestep="0.002"/>
          <visual><global offwidth="64" offheight="48"/></visual>
          <worldbody>
            <geom name="floor" type="plane" size="1 1 0.1"/>
            <body name="ball" pos="0 0 0.2"><freejoint name="fall"/><geom name="ball" type="sphere" size="0.1" mass="1"/></body>
            <body name="arm" pos="1 0 1"><joint name="swing" axis="0 1 0"/><geom name="rod" type="capsule" size="0.02" fromto="0 0 0 0.5 0 0"/>
              <site name="tip" pos="0.5 0 0"/></body>
          </worldbody>
        </mujoco>
        """;

    [Fact]
    public void The_library_says_which_version_it_is() =>
        Assert.Matches(@"^\d+\.\d+\.\d+$", MuJoCoLibrary.Version);

    [Theory]
    [InlineData(222, "2.2.2")]
    [InlineData(337, "3.3.7")]
    [InlineData(3005000, "3.5.0")]
    [InlineData(3012001, "3.12.1")]
    public void A_version_is_written_as_people_write_it(int number, string text) =>
        Assert.Equal(text, MuJoCoLibrary.Dotted(number));

    [Fact]
    public void A_native_error_becomes_an_exception_with_its_text_and_the_process_lives()
    {
        var exception = Assert.Throws<NativeException>(() => MuJoCoLibrary.ProvokeError("broken on purpose"));
        Assert.Contains("broken on purpose", exception.Message, StringComparison.Ordinal);
        Assert.StartsWith("MuJoCo ", exception.Library, StringComparison.Ordinal);
        Assert.Throws<NativeException>(() => MuJoCoLibrary.ProvokeError("and once more"));
    }

    [Fact]
    public void The_inertia_has_one_of_its_two_names_in_every_release()
    {
        using var model = MjModel.FromXml(Pendulum, "test");
        using var data = new MjData(model);
        Assert.NotEqual(0, data.Doubles(model.HasField("M_rowadr") ? "M" : "qM").Count);
    }

    [Fact]
    public void A_field_that_a_release_does_not_have_is_refused_with_the_release()
    {
        using var model = MjModel.FromXml(Pendulum, "test");
        using var data = new MjData(model);
        string of = $"MuJoCo {MuJoCoLibrary.Version} has no field 'weight'";
        Assert.Contains($"mjModel of {of}", Assert.Throws<NativeException>(() => model.Doubles("weight").Length).Message, StringComparison.Ordinal);
        Assert.Contains($"mjData of {of}", Assert.Throws<NativeException>(() => data.Doubles("weight").Count).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_does_not_compile_is_one_line_with_its_origin()
    {
        var exception = Assert.Throws<UsageException>(() => MjModel.FromXml("<mujoco><worldbody><geom type='nonsense'/></worldbody></mujoco>", "mine.xml"));
        Assert.StartsWith("mine.xml: the model does not compile:", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_that_is_not_xml_is_refused() =>
        Assert.Throws<UsageException>(() => MjModel.FromXml("not xml at all", "mine.xml"));

    [Fact]
    public void Fields_are_found_by_name_with_their_lengths()
    {
        using var model = MjModel.FromXml(Pendulum, "test");
        using var data = new MjData(model);
        Assert.Equal(8, model.Size("nq"));
        Assert.Equal(7, model.Size("nv"));
        Assert.Equal(8, data.Doubles("qpos").Count);
        Assert.Equal(7, data.Doubles("qfrc_bias").Count);
        Assert.Equal(1, data.Doubles("time").Count);
        Assert.Equal(2, model.Integers("jnt_qposadr").Length);
        Assert.Equal(7, model.Integers("jnt_qposadr")[model.Id("joint", "swing")]);
    }

    [Theory]
    [InlineData("qpos0")]
    [InlineData("nonsense")]
    public void An_unknown_field_is_named(string name)
    {
        using var model = MjModel.FromXml(Pendulum, "test");
        using var data = new MjData(model);
        var exception = Assert.Throws<NativeException>(() => data.Doubles(name));
        Assert.Contains($"no field '{name}'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_element_is_found_by_name_and_named_by_id()
    {
        using var model = MjModel.FromXml(Pendulum, "test");
        Assert.Equal(1, model.Find("joint", "swing"));
        Assert.Equal("swing", model.NameOf("joint", 1));
        Assert.Equal(-1, model.Find("joint", "swings"));
        Assert.Equal("", model.NameOf("joint", 2));
    }

    [Fact]
    public void A_name_longer_than_any_is_asked_for_in_vain() =>
        Assert.Contains("300 bytes", Assert.Throws<IntervenGenException>(() =>
        {
            using var model = MjModel.FromXml(Pendulum, "test");
            model.Find("joint", new string('a', 300));
        }).Message, StringComparison.Ordinal);

    [Fact]
    public void A_long_name_is_cut_and_an_element_without_one_has_none()
    {
        string name = new('b', 2000);
        using var model = MjModel.FromXml($"<mujoco><worldbody><geom name='{name}' size='1'/><geom size='1'/></worldbody></mujoco>", "test");
        Assert.Equal(name[..1023], model.NameOf("geom", 0));
        Assert.Equal("", model.NameOf("geom", 1));
    }

    [Theory]
    [InlineData("actuation", MjDisabled.Actuation)]
    [InlineData("contact", MjDisabled.Contact)]
    [InlineData("constraint", MjDisabled.Constraint)]
    [InlineData("gravity", MjDisabled.None)]
    public void A_model_says_what_it_switches_off(string flag, MjDisabled expected)
    {
        using var model = MjModel.FromXml($"<mujoco><option><flag {flag}='disable'/></option></mujoco>", "test");
        Assert.Equal(expected, model.Stepping.Disabled);
    }

    [Fact]
    public void A_field_of_bytes_is_read_as_bytes()
    {
        using var model = MjModel.FromXml(Pendulum.Replace("axis=\"0 1 0\"", "axis=\"0 1 0\" limited=\"true\" range=\"-1 1\"", StringComparison.Ordinal), "test");
        Assert.Equal([0, 1], model.Bytes("jnt_limited").ToArray());
    }

    [Fact]
    public void An_unknown_element_is_named()
    {
        using var model = MjModel.FromXml(Pendulum, "test");
        Assert.Contains("no body named 'arms'", Assert.Throws<IntervenGenException>(() => model.Id("body", "arms")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ball_falls_as_far_as_gravity_says()
    {
        using var model = MjModel.FromXml(Pendulum, "test");
        using var data = new MjData(model);
        for (int i = 0; i < 50; i++)
        {
            data.Step1();
            data.Step2();
        }

        // Semi-implicit Euler: z = z0 − g h² n(n+1)/2.
        Assert.Equal(0.2 - (9.81 * 0.002 * 0.002 * 50 * 51 / 2), data.Doubles("qpos").Span[2], 1e-9);
        Assert.Equal(0.1, data.Doubles("time").Span[0], 1e-12);
    }

    [Fact]
    public void Contacts_are_reported_between_groups_with_their_mean_position()
    {
        using var model = MjModel.FromXml(Pendulum, "test");
        using var data = new MjData(model);
        var groups = new byte[model.Size("ngeom")];
        groups[model.Id("geom", "floor")] = 1;
        groups[model.Id("geom", "ball")] = 2;
        var state = default(MjContactState);
        data.Step1();
        data.AccumulateContacts(groups, MjContactState.Pair(1, 2), ref state);
        Assert.False(state.Touches(1, 2));
        data.Doubles("qpos").Span[2] = 0.0995;
        data.Step1();
        data.AccumulateContacts(groups, MjContactState.Pair(1, 2), ref state);
        Assert.True(state.Touches(1, 2));
        Assert.True(state.Touches(2, 1));
        Assert.False(state.Touches(1, 3));
        Assert.Equal(1, state.TriggerCount);
        Assert.InRange(state.PositionSumZ, -0.001, 0.001);
    }

    [Fact]
    public void A_bad_state_raises_a_warning_counter()
    {
        using var model = MjModel.FromXml(Pendulum, "test");
        using var data = new MjData(model);
        Assert.Equal(0, data.WarningCount);
        data.Doubles("qvel").Span[0] = double.NaN;
        data.Step1();
        data.Step2();
        Assert.True(data.WarningCount > 0);
        Assert.NotNull(MuJoCoLibrary.TakeWarning());
        Assert.Null(MuJoCoLibrary.TakeWarning());
        data.Reset();
        Assert.Equal(0, data.WarningCount);
    }

    [Fact]
    public unsafe void Structs_that_cross_the_boundary_have_their_literal_sizes()
    {
        Assert.Equal(32, sizeof(MuJoCoLibrary.AbiInfo));
        Assert.Equal(40, sizeof(MjContactState));
        Assert.Equal(104, sizeof(MjLook));
        Assert.Equal(72, Marshal.OffsetOf<MjLook>(nameof(MjLook.Extent)).ToInt32());
    }

    [Fact]
    public void Every_import_resolves()
    {
        nint library = NativeLibrary.Load(MuJoCoLibrary.Path);
        string[] entries =
        [
            .. typeof(MjModel).Assembly.GetTypes()
                .Where(type => type.Namespace == typeof(MjModel).Namespace)
                .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                .Select(method => method.GetCustomAttribute<LibraryImportAttribute>()?.EntryPoint ?? method.GetCustomAttribute<DllImportAttribute>()?.EntryPoint)
                .OfType<string>()
                .Distinct(),
        ];
        Assert.Contains("igen_mj_step1", entries);
        Assert.All(entries, entry => Assert.True(NativeLibrary.TryGetExport(library, entry, out _), entry));
    }

    [Fact]
    public void A_disposed_model_stays_alive_while_its_data_does()
    {
        var model = MjModel.FromXml(Pendulum, "test");
        using var data = new MjData(model);
        model.Dispose();
        data.Step1();
        data.Step2();
        Assert.True(data.Doubles("time").Span[0] > 0);
    }
}
