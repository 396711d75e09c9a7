using IntervenGen.Core;

namespace IntervenGen.Learning;

/// <summary>Finds a policy's observations among a task's, by name and size.</summary>
internal static class ObservationColumns
{
    /// <summary>For each number that a policy observes, its place in the task's observation.</summary>
    /// <param name="fields">The policy's observations.</param>
    /// <param name="spec">The task. What it has besides them is not used.</param>
    /// <param name="faults">Receives a line for every observation that is missing or has another size.</param>
    public static int[] Find(IReadOnlyList<ObservationField> fields, TaskSpec spec, List<string> faults)
    {
        var columns = new List<int>();
        foreach (ObservationField field in fields)
        {
            int at = 0;
            ObservationField? found = null;
            foreach (ObservationField given in spec.Observations)
            {
                if (given.Name == field.Name)
                {
                    found = given;
                    break;
                }

                at += given.Size;
            }

            if (found is null)
                faults.Add($"it observes '{field.Name}' ({field.Size} numbers), which the task does not have");
            else if (found.Size != field.Size)
                faults.Add($"it observes '{field.Name}' with {field.Size} numbers, the task has {found.Size}");
            else
                columns.AddRange(Enumerable.Range(at, field.Size));
        }

        return [.. columns];
    }
}
