using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Format;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Interpretation;

/// <summary>Cameras of a task's file, of its robot's and those that every table has, by name.</summary>
internal static class Cameras
{
    private const int MaxName = 64;

    // Half a turn about x: the cameras below are written as MuJoCo's, which look along -z with y up.
    private static readonly Quat s_opticalFromMuJoCo = new(0, 1, 0, 0);

    // robosuite's, of its arena with a table (robosuite 1.4.1, models/assets/arenas/table_arena.xml): table and robot stand in the same
    // places.
    private static readonly ObservationCamera[] s_standard =
    [
        Standard("agentview", new Vec3(0.5, 0, 1.35), new Quat(0.653, 0.271, 0.271, 0.653)),
        Standard("frontview", new Vec3(1.6, 0, 1.45), new Quat(0.56, 0.43, 0.43, 0.56)),
        Standard("sideview", new Vec3(-0.05651774593317116, 1.2761224129427358, 1.4879572214102434), new Quat(
            0.009905065491771751, 0.006877963156909582, 0.5912228352893879, 0.806418094001364)),
        Standard("birdview", new Vec3(-0.2, 0, 3), new Quat(0.7071, 0, 0, 0.7071)),
    ];

    /// <summary>All cameras: a name of the task's file goes before the robot's, and that before a standard one.</summary>
    /// <param name="task">Of the task's file.</param>
    /// <param name="robot">Of the robot's.</param>
    /// <param name="nameOf">The model's name for a body; null where it has none.</param>
    /// <param name="isOwnScene">Whether the scene is the task's: another one may call the robot's bodies otherwise, and goes
    /// without.</param>
    /// <param name="faults">Where faults go.</param>
    public static IReadOnlyList<ObservationCamera> Of(
        Named<ObservationCameraFile>[] task, Named<ObservationCameraFile>[] robot, Func<string, string?> nameOf, bool isOwnScene,
        List<string> faults)
    {
        if (!isOwnScene)
            robot = [.. robot.Where(camera => camera.Value.Body is not { } body || nameOf(body.Text) is not null)];
        var cameras = new List<ObservationCamera>();
        foreach ((Named<ObservationCameraFile>[] files, string source) in
            ((Named<ObservationCameraFile>[], string)[])[(task, "task"), (robot, "robot")])
        {
            foreach (Named<ObservationCameraFile> file in files)
            {
                if (cameras.All(camera => camera.Name != file.Name.Text) && Read(file, source, nameOf, faults) is { } camera)
                    cameras.Add(camera);
            }
        }

        return [.. cameras, .. s_standard.Where(standard => cameras.All(camera => camera.Name != standard.Name))];
    }

    private static ObservationCamera? Read(
        Named<ObservationCameraFile> named, string source, Func<string, string?> nameOf, List<string> faults)
    {
        (string name, ObservationCameraFile file) = (named.Name.Text, named.Value);
        int before = faults.Count;
        if (name.Length > MaxName || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-'))
            faults.Add($"{named.Name.Place}: '{name}' cannot be a camera's name: 1 to {MaxName} letters, digits, '_' and '-'");
        if (file.LookAt is null == (file.Orientation is null))
            faults.Add($"{named.Name.Place}: camera '{name}' needs 'look_at' or 'orientation', and one of them alone");
        if (file.Up is not null && file.Orientation is not null)
            faults.Add($"{named.Name.Place}: camera '{name}' has an 'orientation', which says what is up; leave 'up' out");
        string body = "";
        if (file.Body is { } carrier)
        {
            if (nameOf(carrier.Text) is { } found)
                body = found;
            else
                faults.Add($"{carrier.Place}: the model has no body called '{carrier.Text}'");
        }

        Quat turn = file.Orientation.ToQuat();
        if (file.LookAt is { } target && !TryLook(
            target.ToVector() - file.At.ToVector(), file.Up?.ToVector() ?? Vec3.UnitZ, out turn))
        {
            faults.Add(
                $"{named.Name.Place}: camera '{name}' looks straight along what is up for it, or at itself; give 'up' another direction");
        }

        return faults.Count > before ? null : new ObservationCamera(name, body, new Pose(file.At.ToVector(), turn), file.Fovy, source);
    }

    private static bool TryLook(Vec3 towards, Vec3 up, out Quat turn)
    {
        Vec3 right = Vec3.Cross(towards, up);
        turn = Quat.Identity;
        if (right.Length < 1e-6 * towards.Length * up.Length || right.Length == 0)
            return false;
        Vec3 forward = towards * (1 / towards.Length), x = right * (1 / right.Length), y = Vec3.Cross(forward, x);
        turn = Quat.FromMatrix([x.X, y.X, forward.X, x.Y, y.Y, forward.Y, x.Z, y.Z, forward.Z]);
        return true;
    }

    private static ObservationCamera Standard(string name, Vec3 at, Quat turn) =>
        new(name, "", new Pose(at, (turn * s_opticalFromMuJoCo).Normalized), 45, "built-in");
}
