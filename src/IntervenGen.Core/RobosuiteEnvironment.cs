using System.Text.Json.Nodes;
using IntervenGen.Core;

namespace IntervenGen.Episodes.Robomimic;

/// <summary>The <c>env_args</c> of a file: which environment, and how it is controlled.</summary>
internal static class RobomimicEnvironment
{
    // EnvType.ROBOSUITE_TYPE of robomimic.
    private const int RobosuiteType = 1;

    // robosuite 1.4.1's OSC_POSE defaults, which the controller here implements.
    public static string Arguments(StoreManifest manifest) => new JsonObject
    {
        ["env_name"] = manifest.Task,
        ["env_version"] = manifest.Versions.IntervenGen,
        ["type"] = RobosuiteType,
        ["env_kwargs"] = new JsonObject
        {
            ["has_renderer"] = false,
            ["has_offscreen_renderer"] = false,
            ["ignore_done"] = true,
            ["use_object_obs"] = true,
            ["use_camera_obs"] = false,
            ["control_freq"] = Math.Round(1 / manifest.ControlPeriod, 6),
            ["controller_configs"] = Controller(manifest.ActionSize),
            ["robots"] = new JsonArray("Panda"),
            ["camera_depths"] = false,
            ["camera_heights"] = 84,
            ["camera_widths"] = 84,
            ["reward_shaping"] = false,
        },
    }.ToJsonString();

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
