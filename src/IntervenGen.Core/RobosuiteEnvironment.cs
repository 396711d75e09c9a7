using System.Text.Json.Nodes;

namespace IntervenGen.Core;

/// <summary>A task as robosuite 1.4 would describe it, for files of robomimic: which environment, and how it is controlled.</summary>
public static class RobosuiteEnvironment
{
    // EnvType.ROBOSUITE_TYPE of robomimic.
    private const int RobosuiteType = 1;

    /// <summary>Name, version, type and arguments of the environment.</summary>
    /// <param name="task">The task's name.</param>
    /// <param name="version">The version of the program.</param>
    /// <param name="controlPeriod">Seconds per control step.</param>
    /// <param name="actionSize">Number of components of an action.</param>
    /// <param name="robot">The robot's name; null for the Panda.</param>
    /// <remarks>The controller is robosuite 1.4.1's OSC_POSE with its defaults, which is the one that is simulated here.</remarks>
    public static JsonObject Metadata(string task, string version, double controlPeriod, int actionSize, string? robot = null) => new()
    {
        ["env_name"] = task,
        ["env_version"] = version,
        ["type"] = RobosuiteType,
        ["env_kwargs"] = new JsonObject
        {
            ["has_renderer"] = false,
            ["has_offscreen_renderer"] = false,
            ["ignore_done"] = true,
            ["use_object_obs"] = true,
            ["use_camera_obs"] = false,
            ["control_freq"] = Math.Round(1 / controlPeriod, 6),
            ["controller_configs"] = Controller(actionSize),
            ["robots"] = new JsonArray(RobotName(robot ?? TaskSpec.DefaultRobot)),
            ["camera_depths"] = false,
            ["camera_heights"] = 84,
            ["camera_widths"] = 84,
            ["reward_shaping"] = false,
        },
    };

    // As robosuite writes them.
    private static string RobotName(string robot) => robot switch
    {
        TaskSpec.DefaultRobot => "Panda",
        "fr3" => "FR3",
        "ur5e" => "UR5e",
        _ => robot,
    };

    private static JsonObject Controller(int actionSize)
    {
        // Three translations and the gripper: position control.
        bool withTurns = actionSize > 4;
        return new JsonObject
        {
            ["type"] = withTurns ? "OSC_POSE" : "OSC_POSITION",
            ["input_max"] = 1,
            ["input_min"] = -1,
            ["output_max"] = Scale(withTurns, 1),
            ["output_min"] = Scale(withTurns, -1),
            ["kp"] = OperationalSpaceGains.Stiffness,
            ["damping"] = OperationalSpaceGains.DampingRatio,
            ["impedance_mode"] = "fixed",
            ["kp_limits"] = new JsonArray(0, 300),
            ["damping_limits"] = new JsonArray(0, 10),
            ["position_limits"] = null,
            ["orientation_limits"] = null,
            ["uncouple_pos_ori"] = true,
            ["control_delta"] = true,
            ["interpolation"] = null,
            ["ramp_ratio"] = 0.2,
        };
    }

    private static JsonArray Scale(bool withTurns, int sign)
    {
        double metres = sign * OperationalSpaceGains.PositionScale, radians = sign * OperationalSpaceGains.RotationScale;
        return withTurns ? new JsonArray(metres, metres, metres, radians, radians, radians) : new JsonArray(metres, metres, metres);
    }
}
