namespace IntervenGen.Franka;

/// <summary>Names and lengths of the number fields of a state.</summary>
public static class StateFields
{
    private static readonly (string Name, int Length)[] s_fields =
    [
        ("O_T_EE", 16),
        ("O_T_EE_d", 16),
        ("F_T_EE", 16),
        ("EE_T_K", 16),
        ("F_T_NE", 16),
        ("NE_T_EE", 16),
        ("m_ee", 1),
        ("I_ee", 9),
        ("F_x_Cee", 3),
        ("m_load", 1),
        ("I_load", 9),
        ("F_x_Cload", 3),
        ("elbow", 2),
        ("elbow_d", 2),
        ("tau_J", 7),
        ("tau_J_d", 7),
        ("dtau_J", 7),
        ("q", 7),
        ("q_d", 7),
        ("dq", 7),
        ("dq_d", 7),
        ("ddq_d", 7),
        ("joint_contact", 7),
        ("cartesian_contact", 6),
        ("joint_collision", 7),
        ("cartesian_collision", 6),
        ("tau_ext_hat_filtered", 7),
        ("O_F_ext_hat_K", 6),
        ("K_F_ext_hat_K", 6),
        ("O_dP_EE_d", 6),
        ("O_ddP_O", 3),
        ("elbow_c", 2),
        ("delbow_c", 2),
        ("ddelbow_c", 2),
        ("O_T_EE_c", 16),
        ("O_dP_EE_c", 6),
        ("O_ddP_EE_c", 6),
        ("theta", 7),
        ("dtheta", 7),
        ("accelerometer_top", 18),
        ("accelerometer_bottom", 18),
    ];

    private static readonly int[] s_starts = Starts();

    /// <summary>Number of number fields in a state.</summary>
    public static int Count => s_fields.Length;

    /// <summary>Numbers in all fields together.</summary>
    public static int TotalLength => s_starts[^1];

    /// <summary>The field's symbol in Franka's documentation, such as <c>O_T_EE</c>.</summary>
    public static string Name(StateField field) => s_fields[(int)field].Name;

    /// <summary>How many numbers the field has.</summary>
    public static int Length(StateField field) => s_fields[(int)field].Length;

    internal static int Start(StateField field) => s_starts[(int)field];

    private static int[] Starts()
    {
        int[] starts = new int[s_fields.Length + 1];
        for (int i = 0; i < s_fields.Length; i++)
            starts[i + 1] = starts[i] + s_fields[i].Length;
        return starts;
    }
}
