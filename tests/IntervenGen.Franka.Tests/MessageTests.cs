using System.Buffers.Binary;
using IntervenGen.Franka.Wire;
using IntervenGen.Numerics;

namespace IntervenGen.Franka.Tests;

/// <summary>Numbers, sizes and offsets of messages, literally.</summary>
public sealed class MessageTests
{
    [Theory]
    [InlineData(FciRequest.Connect, 0, 0, 0, 0)]
    [InlineData(FciRequest.Move, 1, 1, 1, 1)]
    [InlineData(FciRequest.StopMove, 2, 2, 2, 2)]
    [InlineData(FciRequest.GetCartesianLimit, 3, -1, -1, -1)]
    [InlineData(FciRequest.SetCollisionBehavior, 4, 3, 3, 3)]
    [InlineData(FciRequest.SetJointImpedance, 5, 4, 4, 4)]
    [InlineData(FciRequest.SetCartesianImpedance, 6, 5, 5, 5)]
    [InlineData(FciRequest.SetGuidingMode, 7, 6, 6, 6)]
    [InlineData(FciRequest.SetEEToK, 8, 7, 7, 7)]
    [InlineData(FciRequest.SetNEToEE, 9, 8, 8, 8)]
    [InlineData(FciRequest.SetLoad, 10, 9, 9, 9)]
    [InlineData(FciRequest.SetFilters, 11, -1, -1, -1)]
    [InlineData(FciRequest.AutomaticErrorRecovery, 12, 10, 10, 10)]
    [InlineData(FciRequest.LoadModelLibrary, 13, 11, 11, -1)]
    [InlineData(FciRequest.GetRobotModel, -1, -1, 12, 11)]
    public void A_request_has_its_number_in_every_version(FciRequest request, int v5, int v7, int v9, int v10)
    {
        foreach ((int number, int id) in ((int, int)[])[(5, v5), (7, v7), (9, v9), (10, v10)])
        {
            FciVersion version = Make.Version(number);
            Assert.Equal(id >= 0, version.Has(request));
            if (id < 0)
            {
                Assert.Throws<NotSupportedException>(() => version.CommandId(request));
                continue;
            }

            Assert.Equal((uint)id, version.CommandId(request));
            Assert.True(version.TryRequest((uint)id, out FciRequest back));
            Assert.Equal(request, back);
        }
    }

    [Theory]
    [InlineData(FciRequest.Connect, 16, 15)]
    [InlineData(FciRequest.StopMove, 12, 13)]
    [InlineData(FciRequest.GetCartesianLimit, 16, 166)]
    [InlineData(FciRequest.SetCollisionBehavior, 428, 13)]
    [InlineData(FciRequest.SetJointImpedance, 68, 13)]
    [InlineData(FciRequest.SetCartesianImpedance, 60, 13)]
    [InlineData(FciRequest.SetGuidingMode, 19, 13)]
    [InlineData(FciRequest.SetEEToK, 140, 13)]
    [InlineData(FciRequest.SetNEToEE, 140, 13)]
    [InlineData(FciRequest.SetLoad, 116, 13)]
    [InlineData(FciRequest.SetFilters, 52, 13)]
    [InlineData(FciRequest.AutomaticErrorRecovery, 12, 13)]
    [InlineData(FciRequest.LoadModelLibrary, 14, 13)]
    [InlineData(FciRequest.GetRobotModel, 12, 13)]
    public void A_message_has_its_size(FciRequest request, int asked, int answered)
    {
        Assert.Equal([10, 9, 8, 7, 6, 5], FciVersion.All.Select(version => (int)version.Number));
        Assert.All(FciVersion.All, version => Assert.Equal(asked, RobotMessageSize.Request(version, request)));
        Assert.Equal(answered, RobotMessageSize.Answer(request));
    }

    [Theory]
    [InlineData(5, 68, 370)]
    [InlineData(6, 68, 370)]
    [InlineData(7, 68, 371)]
    [InlineData(8, 68, 371)]
    [InlineData(9, 68, 371)]
    [InlineData(10, 125, 371)]
    public void Moves_and_command_datagrams_grew_with_the_versions(int number, int move, int command)
    {
        Assert.Equal(move, RobotMessageSize.Request(Make.Version(number), FciRequest.Move));
        Assert.Equal(command, Make.Version(number).RobotCommandSize);
    }

    [Theory]
    [InlineData(FciRequest.Move, FciStatus.ReflexAborted, 6, 8)]
    [InlineData(FciRequest.Move, FciStatus.NotPossible, 3, 5)]
    [InlineData(FciRequest.Move, FciStatus.Aborted, 9, 11)]
    [InlineData(FciRequest.SetLoad, FciStatus.InvalidArgument, 2, 2)]
    [InlineData(FciRequest.StopMove, FciStatus.EmergencyAborted, 2, 3)]
    [InlineData(FciRequest.StopMove, FciStatus.ReflexAborted, 3, 4)]
    [InlineData(FciRequest.AutomaticErrorRecovery, FciStatus.ManualRecoveryRequired, 2, 3)]
    [InlineData(FciRequest.AutomaticErrorRecovery, FciStatus.ReflexAborted, 3, 4)]
    [InlineData(FciRequest.AutomaticErrorRecovery, FciStatus.Aborted, 5, 6)]
    public void A_status_byte_means_what_its_version_says(FciRequest request, FciStatus status, int before, int since)
    {
        Assert.Equal(status, FciVersion.V5.Status(request, (byte)before));
        Assert.All((FciVersion[])[FciVersion.V6, FciVersion.V7, FciVersion.V8, FciVersion.V9, FciVersion.V10],
            version => Assert.Equal(status, version.Status(request, (byte)since)));
        Assert.Equal(since, FciVersion.V10.StatusByte(request, status));
    }

    [Fact]
    public void An_unknown_status_is_a_protocol_error() =>
        Assert.Throws<FrankaProtocolException>(() => FciVersion.V10.Status(FciRequest.SetLoad, 4));

    [Fact]
    public void A_body_that_is_cut_short_is_a_protocol_error()
    {
        Action<byte[]>[] readers =
        [
            body => RobotStateLayout.MessageId(body), body => CartesianLimit.Read(body), body => GuidingFreedom.Read(body),
            body => ModelLibraryRequest.Read(body), body => ConnectBody.ReadAnswer(body), body => GripperHeader.ReadStatus(body),
            body => GripperState.Read(body), body => GraspRequest.Read(body),
        ];
        foreach (Action<byte[]> reader in readers)
        {
            Assert.Throws<FrankaProtocolException>(() => reader([]));
            Assert.Throws<FrankaProtocolException>(() => reader([0]));
        }
    }

    [Fact]
    public void A_header_and_a_handshake_have_their_literal_bytes()
    {
        byte[] message = new byte[16];
        new RobotHeader(1, 0x0203, 16).Write(message);
        ConnectBody.WriteRequest(message.AsSpan(12), 10, 0x1234);
        Assert.Equal([1, 0, 0, 0, 3, 2, 0, 0, 16, 0, 0, 0, 10, 0, 0x34, 0x12], message);
        Assert.Equal(new RobotHeader(1, 0x0203, 16), RobotHeader.Read(message));
        Assert.Equal((10, 0x1234), ConnectBody.ReadRequest(message.AsSpan(12)));
        ConnectBody.WriteAnswer(message.AsSpan(12), 1, 9);
        Assert.Equal([1, 9, 0], message[12..15]);
    }

    [Fact]
    public void A_move_puts_its_fields_where_they_belong()
    {
        var move = new MoveRequest
        {
            ControllerMode = ControllerMode.ExternalController,
            MotionGeneratorMode = MotionGeneratorMode.CartesianVelocity,
            PathDeviation = new PoseDeviation(1, 2, 3),
            GoalDeviation = new PoseDeviation(4, 5, 6),
            IsAsynchronous = true,
            MaximumVelocity = JointNumbers.All(7),
        };
        byte[] message = new byte[125];
        move.Write(FciVersion.V10, message.AsSpan(12));
        Assert.Equal((2, 3), (message[12], message[16]));
        foreach ((int offset, double value) in ((int, double)[])[(20, 1), (28, 2), (36, 3), (44, 4), (52, 5), (60, 6), (69, 7), (117, 7)])
            Assert.Equal(value, Number(message, offset));
        Assert.Equal(1, message[68]);
        MoveRequest back = MoveRequest.Read(FciVersion.V10, message.AsSpan(12));
        Assert.Equal((move.ControllerMode, move.MotionGeneratorMode, move.PathDeviation),
            (back.ControllerMode, back.MotionGeneratorMode, back.PathDeviation));
        Assert.True(back.IsAsynchronous);
    }

    [Fact]
    public void Collision_thresholds_and_a_payload_keep_the_order_of_the_wire()
    {
        byte[] message = new byte[428];
        Span<double> numbers = stackalloc double[52];
        new CollisionBehavior
        {
            LowerTorqueAccelerating = JointNumbers.All(1),
            UpperTorqueAccelerating = JointNumbers.All(2),
            LowerTorque = JointNumbers.All(3),
            UpperTorque = JointNumbers.All(4),
            LowerForceAccelerating = AxisNumbers.All(5),
            UpperForceAccelerating = AxisNumbers.All(6),
            LowerForce = AxisNumbers.All(7),
            UpperForce = AxisNumbers.All(8),
        }.WriteTo(numbers);
        SetterBody.Write(message.AsSpan(12), numbers);
        int[] offsets = [12, 68, 124, 180, 236, 284, 332, 380];
        for (int i = 0; i < offsets.Length; i++)
            Assert.Equal(i + 1, Number(message, offsets[i]));
        new Payload(1.5, new Vec3(2, 3, 4), InertiaNumbers.Diagonal(5, 6, 7)).WriteTo(numbers);
        SetterBody.Write(message.AsSpan(12), numbers[..13]);
        foreach ((int offset, double value) in ((int, double)[])[(12, 1.5), (20, 2), (36, 4), (44, 5), (76, 6), (108, 7)])
            Assert.Equal(value, Number(message, offset));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    public void A_command_puts_its_fields_where_they_belong(int number)
    {
        FciVersion version = Make.Version(number);
        var command = new RobotCommand { MessageId = 9, HasElbow = true, TorqueFinished = true };
        command.Positions.Fill(1);
        command.Velocities.Fill(2);
        command.BaseFromEndEffector.Fill(3);
        command.Twist.Fill(4);
        command.Elbow.Fill(5);
        command.Torques.Fill(6);
        byte[] datagram = new byte[version.RobotCommandSize];
        command.Write(version, datagram);
        foreach ((int offset, double value) in ((int, double)[])[(8, 1), (64, 2), (120, 3), (248, 4), (296, 5), (314, 6)])
            Assert.Equal(value, Number(datagram, offset));
        Assert.Equal((1, 0), (datagram[312], datagram[313]));
        if (number >= 7)
            Assert.Equal(1, datagram[370]);
        var back = new RobotCommand();
        back.Read(version, datagram);
        Assert.Equal((9UL, true, false, number >= 7), (back.MessageId, back.HasElbow, back.MotionFinished, back.TorqueFinished));
        Assert.Throws<FrankaProtocolException>(() => back.Read(version, datagram.AsSpan(1)));
        Make.AllocatesNothing(() => command.Write(version, datagram));
    }

    [Fact]
    public void A_request_for_the_models_library_names_processor_and_system()
    {
        byte[] body = new byte[2];
        new ModelLibraryRequest(LibraryArchitecture.Arm64, LibrarySystem.Windows).Write(body);
        Assert.Equal([3, 1], body);
        Assert.Equal(new ModelLibraryRequest(LibraryArchitecture.Arm64, LibrarySystem.Windows), ModelLibraryRequest.Read(body));
    }

    [Fact]
    public void A_virtual_wall_survives_the_wire()
    {
        byte[] message = new byte[166];
        CartesianLimit.WriteRequest(-2, message.AsSpan(12));
        Assert.Equal([0xFE, 0xFF, 0xFF, 0xFF], message[12..16]);
        Assert.Equal(-2, CartesianLimit.ReadRequest(message.AsSpan(12)));
        var wall = new CartesianLimit
        {
            Extent = new Vec3(1, 2, 3),
            BaseFromBox = new Pose(new Vec3(4, 5, 6), Quat.Identity),
            IsActive = true,
        };
        wall.Write(0, message.AsSpan(12));
        Assert.Equal((1.0, 1.0, 4.0, 1), (Number(message, 13), Number(message, 37), Number(message, 133), message[165]));
        CartesianLimit back = CartesianLimit.Read(message.AsSpan(12));
        Assert.Equal((wall.Extent, wall.BaseFromBox, true), (back.Extent, back.BaseFromBox, back.IsActive));
    }

    [Theory]
    [InlineData(GripperRequest.Connect, 0, 14, 14)]
    [InlineData(GripperRequest.Homing, 1, 10, 12)]
    [InlineData(GripperRequest.Grasp, 2, 50, 12)]
    [InlineData(GripperRequest.Move, 3, 26, 12)]
    [InlineData(GripperRequest.Stop, 4, 10, 12)]
    public void The_gripper_has_its_numbers_and_sizes(GripperRequest request, int id, int asked, int answered)
    {
        Assert.Equal((id, asked, answered), ((int)request, GripperHeader.RequestSize(request), GripperHeader.AnswerSize(request)));
        byte[] message = new byte[14];
        new GripperHeader(request, 0x0102, (uint)asked).Write(message);
        Assert.Equal([(byte)id, 0, 2, 1, 0, 0, (byte)asked, 0, 0, 0], message[..10]);
        Assert.Equal(new GripperHeader(request, 0x0102, (uint)asked), GripperHeader.Read(message));
    }

    [Fact]
    public void The_grippers_bodies_and_state_keep_the_order_of_the_wire()
    {
        byte[] message = new byte[50];
        new GraspRequest(1, 2, 3, 4, 5).Write(message.AsSpan(10));
        foreach ((int offset, double value) in ((int, double)[])[(10, 1), (18, 2), (26, 3), (34, 4), (42, 5)])
            Assert.Equal(value, Number(message, offset));
        Assert.Equal(new GraspRequest(1, 2, 3, 4, 5), GraspRequest.Read(message.AsSpan(10)));
        new FingerMoveRequest(0.08, 0.1).Write(message.AsSpan(10));
        Assert.Equal(new FingerMoveRequest(0.08, 0.1), FingerMoveRequest.Read(message.AsSpan(10)));

        byte[] datagram = new byte[23];
        var state = new GripperState(0x01020304, 0.04, 0.08, true, 36);
        state.Write(datagram);
        Assert.Equal((4, 0.04, 0.08, 1, 36), (datagram[0], Number(datagram, 4), Number(datagram, 12), datagram[20], datagram[21]));
        Assert.Equal(state, GripperState.Read(datagram));
        Assert.Throws<FrankaProtocolException>(() => GripperState.Read(datagram.AsSpan(1)));
    }

    [Fact]
    public void A_matrix_of_the_wire_is_column_major()
    {
        var pose = new Pose(new Vec3(1, 2, 3), Quat.FromAxisAngle(Vec3.UnitZ, Math.PI / 2));
        Span<double> matrix = stackalloc double[16];
        ColumnMajor.Write(pose, matrix);
        double[] expected = [0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1, 0, 1, 2, 3, 1];
        for (int i = 0; i < 16; i++)
            Assert.Equal(expected[i], matrix[i], 15);
        Assert.True((ColumnMajor.ToPose(matrix).Inverse() * pose).Orientation.Log().Length < 1e-15);
    }

    private static double Number(byte[] message, int offset) => BinaryPrimitives.ReadDoubleLittleEndian(message.AsSpan(offset));
}
