using IntervenGen.Tasks.Format;
using IntervenGen.Tasks.Robots;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Interpretation;

/// <summary>Checks what a task file says of its objects, as far as that can be seen without a model.</summary>
internal static class ObjectRules
{
    private const int MaxObjects = 32;

    /// <summary>Adds all faults.</summary>
    public static void Check(TaskFile file, Things things)
    {
        if (!NameRule.Allows(file.Task.Text))
            things.Fault(file.Task.Place, $"'{file.Task}' is no name: {NameRule.Text}");
        if (file.Objects.Length is 0 or > MaxObjects)
            things.Fault(file.Place, $"there are {file.Objects.Length} objects; 1 to {MaxObjects} can be described");
        if (file.Subtasks.Length == 0)
            things.Fault(file.Place, "there is no subtask; one is needed, for a reference object");
        foreach (Named<ObjectFile> entry in file.Objects)
            CheckObject(file, entry, things);
        foreach (SubtaskFile subtask in file.Subtasks)
        {
            things.Object(subtask.Reference);
            if (subtask.Holds is { } held)
                things.Object(held);
        }

        CheckPlaces(file, things);
    }

    private static void CheckObject(TaskFile file, Named<ObjectFile> entry, Things things)
    {
        ObjectFile value = entry.Value;
        if (entry.Name.Text == Robot.RestOfHand)
            things.Fault(entry.Name.Place, "'hand' is the robot's; name the object otherwise");
        if (value.PartOf is null && value.Body is null)
            things.Fault(value.Place, $"object '{entry.Name}' has neither a body nor a whole that it is a part_of");
        if (value.PartOf is not null && value.Body is not null)
            things.Fault(value.Place, $"object '{entry.Name}' is a part_of another one: it has that one's body");
        if (value.Ghost is { Length: not (0 or 3) } ghost)
            things.Fault(value.Place, $"ghost has {ghost.Length} numbers; 3 are needed, or none: []");
        if (value.PartOf is not { } whole)
            return;
        int index = things.Object(whole);
        if (file.Objects[index].Value.PartOf is not null)
            things.Fault(whole.Place, $"'{whole}' is itself a part; name the whole");
        if (value.Geoms.Length == 0 && value.Where is null)
            things.Fault(value.Place, $"part '{entry.Name}' says neither 'where' it is nor which geoms it has");
    }

    private static void CheckPlaces(TaskFile file, Things things)
    {
        foreach (Named<PlaceFile> place in file.Start.Places)
        {
            ObjectFile found = file.Objects[things.Object(place.Name)].Value;
            if (found.PartOf is not null)
                things.Fault(place.Name.Place, $"'{place.Name}' is a part: it starts where its whole does");
            else if (found.Moves == BodyMotion.Fixed)
                things.Fault(place.Name.Place, $"'{place.Name}' is fixed: its place is in the scene");
            if (place.Value.InHand is not null && (place.Value.X ?? place.Value.Y ?? place.Value.Yaw) is not null)
                things.Fault(place.Value.Place, $"'{place.Name}' is in the hand and in a region; it can be in one of them");
        }

        foreach (Named<ObjectFile> entry in file.Objects)
        {
            bool isPlaced = file.Start.Places.Any(place => place.Name.Text == entry.Name.Text);
            if (entry.Value.PartOf is null && entry.Value.Moves != BodyMotion.Fixed && !isPlaced)
                things.Fault(file.Start.Place, $"'start' says nothing of '{entry.Name}', which moves: put it under places");
        }
    }
}
