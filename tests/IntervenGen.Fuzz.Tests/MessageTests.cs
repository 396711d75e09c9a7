namespace IntervenGen.Fuzz.Tests;

/// <summary>Messages of peers, and the calibration, changed at a fixed seed.</summary>
public sealed class MessageTests
{
    [Fact]
    public void Whatever_a_calibration_says_reading_it_ends_well() => Fuzz.Check("calibration", 10_000);

    [Fact]
    public void Whatever_a_client_sends_the_virtual_robot_lives_on() => Fuzz.Check("fci-robot", 1000);

    [Fact]
    public void Whatever_a_robot_answers_the_driver_ends_well() => Fuzz.Check("fci-driver", 1000);

    [Fact]
    public void Whatever_camera_and_client_send_the_other_ends_well() => Fuzz.Check("camera", 2000);

    [Fact]
    public void Whatever_a_page_sends_the_desk_lives_on() => Fuzz.Check("teleop", 5000);

    [Fact]
    public void Whatever_policy_server_and_client_send_the_other_ends_well() => Fuzz.Check("wire", 20_000);
}
