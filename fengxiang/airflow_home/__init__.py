"""`fengxiang airflow`: an Airflow on this machine alone, everything of it under one folder, started and ended here.

Nothing of Airflow is imported by these files but by `database`, which runs in a process of its own: what the launcher
needs of Airflow are four commands, a folder and an address.
"""
