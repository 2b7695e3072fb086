"""What the DAG files share: tasks that call stages, the instant of a run, Airflow's mail connection, what ops are told.

Only files of `dags/` import this package; nothing heavy stands at the top, because Airflow reads it with every DAG.
"""
