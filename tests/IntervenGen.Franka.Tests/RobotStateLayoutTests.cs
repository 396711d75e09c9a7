using IntervenGen.Franka.Wire;

namespace IntervenGen.Franka.Tests;

/// <summary>Literal offsets and sizes: what is measured on the vendor's own headers, against what our tables add up to.</summary>
public sealed class RobotStateLayoutTests
{
    [Theory]
    [InlineData("O_T_EE", 8, 8)]
    [InlineData("O_T_EE_d", 72, 136)]
    [InlineData("F_T_EE", 136, 264)]
    [InlineData("EE_T_K", 200, 392)]
    [InlineData("F_T_NE", 264, 520)]
    [InlineData("NE_T_EE", 328, 648)]
    [InlineData("m_ee", 392, 776)]
    [InlineData("I_ee", 396, 784)]
    [InlineData("F_x_Cee", 432, 856)]
    [InlineData("m_load", 444, 880)]
    [InlineData("I_load", 448, 888)]
    [InlineData("F_x_Cload", 484, 960)]
    [InlineData("elbow", 496, 984)]
    [InlineData("elbow_d", 504, 1000)]
    [InlineData("tau_J", 512, 1016)]
    [InlineData("tau_J_d", 540, 1072)]
    [InlineData("dtau_J", 568, 1128)]
    [InlineData("q", 596, 1184)]
    [InlineData("q_d", 624, 1240)]
    [InlineData("dq", 652, 1296)]
    [InlineData("dq_d", 680, 1352)]
    [InlineData("ddq_d", 708, 1408)]
    [InlineData("joint_contact", 736, 1464)]
    [InlineData("cartesian_contact", 764, 1520)]
    [InlineData("joint_collision", 788, 1568)]
    [InlineData("cartesian_collision", 816, 1624)]
    [InlineData("tau_ext_hat_filtered", 840, 1672)]
    [InlineData("O_F_ext_hat_K", 868, 1728)]
    [InlineData("K_F_ext_hat_K", 892, 1776)]
    [InlineData("O_dP_EE_d", 916, 1824)]
    [InlineData("O_ddP_O", 940, 1872)]
    [InlineData("elbow_c", 952, 1896)]
    [InlineData("delbow_c", 960, 1912)]
    [InlineData("ddelbow_c", 968, 1928)]
    [InlineData("O_T_EE_c", 976, 1944)]
    [InlineData("O_dP_EE_c", 1040, 2072)]
    [InlineData("O_ddP_EE_c", 1064, 2120)]
    [InlineData("theta", 1088, 2168)]
    [InlineData("dtheta", 1116, 2224)]
    [InlineData("accelerometer_top", 1144, -1)]
    [InlineData("accelerometer_bottom", 1216, -1)]
    public void A_field_is_where_the_protocol_puts_it(string name, int singles, int doubles)
    {
        StateField field = Enum.GetValues<StateField>().Single(candidate => StateFields.Name(candidate) == name);
        Assert.Equal(singles, FciVersion.V10.State.Offset(field));
        foreach (FciVersion version in (FciVersion[])[FciVersion.V5, FciVersion.V7, FciVersion.V9])
        {
            Assert.Equal(doubles >= 0, version.State.Has(field));
            if (doubles >= 0)
                Assert.Equal(doubles, version.State.Offset(field));
            else
                Assert.Throws<NotSupportedException>(() => version.State.Offset(field));
        }
    }

    [Theory]
    [InlineData(10, 1288, 1289, 1290, 1331, 1372, 1373, 1377)]
    [InlineData(9, 2280, 2281, 2282, 2323, 2364, 2365, 2373)]
    [InlineData(7, 2280, 2281, 2282, 2323, 2364, 2365, 2373)]
    [InlineData(5, 2280, 2281, 2282, 2323, 2364, 2365, 2373)]
    public void The_tail_and_the_size_are_those_of_the_protocol(
        int number, int generator, int controller, int errors, int reflex, int mode, int rate, int size)
    {
        RobotStateLayout layout = Make.Version(number).State;
        Assert.Equal(
            [generator, controller, errors, reflex, mode, rate, size],
            [
                layout.MotionGeneratorModeOffset, layout.ControllerModeOffset, layout.ErrorsOffset, layout.ReflexReasonOffset,
                layout.RobotModeOffset, layout.CommandSuccessRateOffset, layout.Size,
            ]);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(9)]
    [InlineData(7)]
    [InlineData(5)]
    public void A_state_survives_the_wire(int number)
    {
        RobotStateLayout layout = Make.Version(number).State;
        RobotState sent = Make.State(77), received = Make.State(1);
        byte[] datagram = new byte[layout.Size];
        layout.Write(sent, datagram);
        layout.Read(datagram, received);
        Assert.Equal(77UL, RobotStateLayout.MessageId(datagram));
        Assert.Equal(77UL, received.MessageId);
        foreach (StateField field in Enum.GetValues<StateField>())
        {
            double[] expected = layout.Has(field) ? sent[field].ToArray() : new double[StateFields.Length(field)];
            Assert.Equal(expected, received[field].ToArray());
        }

        Assert.Equal(
            (sent.RobotMode, sent.ControllerMode, sent.MotionGeneratorMode, sent.Errors, sent.ReflexReason, sent.CommandSuccessRate),
            (received.RobotMode, received.ControllerMode, received.MotionGeneratorMode, received.Errors, received.ReflexReason,
            received.CommandSuccessRate));
    }

    [Fact]
    public void A_short_datagram_is_a_protocol_error()
    {
        RobotStateLayout layout = FciVersion.V10.State;
        byte[] datagram = new byte[layout.Size];
        string text = Assert.Throws<FrankaProtocolException>(() => layout.Read(datagram.AsSpan(1), new RobotState())).Message;
        Assert.Equal("a state datagram has 1376 bytes, expected 1377", text);
    }

    [Fact]
    public void An_unknown_mode_is_a_protocol_error()
    {
        RobotStateLayout layout = FciVersion.V10.State;
        byte[] datagram = new byte[layout.Size];
        var state = new RobotState();
        layout.Read(datagram, state);
        datagram[layout.RobotModeOffset] = 7;
        Assert.Throws<FrankaProtocolException>(() => layout.Read(datagram, state));
    }

    [Fact]
    public void Error_flags_have_the_names_of_the_vendor()
    {
        RobotErrors errors = default(RobotErrors).With(0).With(25).With(40);
        Assert.Equal(
            "[joint_position_limits_violation, communication_constraints_violation, base_acceleration_invalid_reading]", errors.ToString());
        Assert.Equal("tau_J_range_violation", RobotErrors.NameOf(34));
        Assert.Equal("instability_detected", RobotErrors.NameOf(35));
        Assert.Equal("cartesian_motion_generator_joint_velocity_discontinuity", RobotErrors.NameOf(29));
    }

    [Fact]
    public void Reading_and_writing_a_state_allocates_nothing()
    {
        RobotState state = Make.State(5);
        byte[] datagram = new byte[FciVersion.V10.State.Size];
        Make.AllocatesNothing(() =>
        {
            FciVersion.V10.State.Write(state, datagram);
            FciVersion.V10.State.Read(datagram, state);
        });
    }
}
